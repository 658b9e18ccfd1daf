import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Switch } from "antd";
import type { WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { saveRecord } from "@/records/form/saving";
import { showProblem, showWritten } from "@/ui/toast/undo";
import styles from "./roles.module.css";

/** Whether people with this role must have a second factor; it acts at once. */
export function SecondFactorSwitch({ role }: { role: WireRecord }) {
  const { t } = useTranslation("roles");
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: (needed: boolean) =>
      saveRecord({ object: "role", id: role.id, values: { needs_second_factor: needed }, version: role.version }),
    onSuccess: ({ changeSet }) => {
      showWritten(t("saved", { role: String(role.name) }), changeSet);
      void client.invalidateQueries({ queryKey: keys.object("role") });
    },
    onError: showProblem,
  });
  return (
    <label className={styles.factor}>
      <Switch size="small" checked={role.needs_second_factor === true} loading={save.isPending} onChange={(needed) => save.mutate(needed)} />
      <span>
        {t("needsFactor")}
        <small className={styles.hint}>{t("needsFactorHint")}</small>
      </span>
    </label>
  );
}
