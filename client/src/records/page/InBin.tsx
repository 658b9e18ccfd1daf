import { DeleteOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { api } from "@/api/client";
import { keys } from "@/api/queries";
import { mayHere } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { useShown } from "./PageContext";
import styles from "./page.module.css";

/** Says plainly that the record was deleted, and brings it back. */
export function InBin({ since }: { since: string }) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const client = useQueryClient();
  const { object, record, title } = useShown();
  const restore = useMutation({
    mutationFn: () => api.post<{ change_set: string }>(`/records/${object.name}/restore`, { ids: [record.id] }),
    onSuccess: (answer) => showWritten(t("inBin.restored", { title }), answer.change_set),
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.object(object.name) }),
  });
  return (
    <div className={styles.past} role="status">
      <DeleteOutlined aria-hidden="true" />
      <b>{t("inBin.banner", { at: format.dateTime(since) })}</b>
      {mayHere(object, "delete", record) && (
        <Button size="small" type="primary" loading={restore.isPending} onClick={() => restore.mutate()}>
          {t("inBin.restore")}
        </Button>
      )}
    </div>
  );
}
