import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import type { RecordPage } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { keepNetworks, networksIn, type Networks } from "./tokens";
import styles from "./tokens.module.css";

const rolesQuery = {
  queryKey: ["tokens", "roles"],
  queryFn: () => api.get<RecordPage>("/records/role", { fields: "name,code", sort: "name", limit: "200" }),
};

/** From which networks people come in: all of them, and those of some roles. */
export function NetworksForm({ networks }: { networks: Networks }) {
  const { t } = useTranslation("tokens");
  const roles = useQuery(rolesQuery).data?.records ?? [];
  const [company, setCompany] = useState(networks.company.join(", "));
  const [byRole, setByRole] = useState<Record<string, string>>(
    Object.fromEntries(Object.entries(networks.roles).map(([role, found]) => [role, found.join(", ")])),
  );
  const keep = useMutation({
    mutationFn: () => keepNetworks({ company: networksIn(company), roles: Object.fromEntries(Object.entries(byRole).map(([role, text]) => [role, networksIn(text)])) }),
    onSuccess: async ({ changeSet }) => {
      await queryClient.invalidateQueries();
      showWritten(t("networksDone"), changeSet);
    },
    onError: (problem) => {
      if (!isProblem(problem) || problem.errors.length === 0) showProblem(problem);
    },
  });
  const fault = (name: string) => (isProblem(keep.error) ? keep.error.forField(name) : undefined);
  const nameOf = (code: string) => String(roles.find((role) => role["code"] === code)?.["name"] ?? code);
  const others = roles.filter((role) => role["code"] && !(String(role["code"]) in byRole));
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        keep.mutate();
      }}
    >
      <p className={styles.hint}>{t("fromText", { address: networks.address })}</p>
      <LabelledInput label={t("everybody")} value={company} placeholder={t("anywhere")} error={fault("company")} hint={t("networksHint")} spellCheck={false} autoComplete="off" onChange={(event) => setCompany(event.target.value)} />
      {Object.entries(byRole).map(([role, text]) => (
        <LabelledInput key={role} label={t("role", { role: nameOf(role) })} value={text} error={fault(`roles.${role}`)} spellCheck={false} autoComplete="off" onChange={(event) => setByRole({ ...byRole, [role]: event.target.value })} />
      ))}
      <Select
        value={null} placeholder={t("addRole")} aria-label={t("addRole")} options={others.map((role) => ({ value: String(role["code"]), label: String(role["name"]) }))}
        onChange={(role: string | null) => role && setByRole({ ...byRole, [role]: "" })}
      />
      <Button type="primary" htmlType="submit" loading={keep.isPending}>{t("save")}</Button>
    </form>
  );
}
