import { useMutation } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Tag } from "antd";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import type { PanelProps } from "@/ui/panels";
import styles from "./privacy.module.css";

interface DryRun {
  count: number;
  object: string;
  deed: "bin" | "purge" | "anonymise";
  records: { id: string; title: string | null; is_held: boolean }[];
}

/** What a rule would do now, before anybody lets it work every night. */
export default function RetentionPanel({ id }: PanelProps) {
  const { t } = useTranslation("privacy");
  const { mutate, data, error, isPending } = useMutation({ mutationFn: () => api.get<DryRun>(`/privacy/rules/${id}/dry-run`) });
  return (
    <Card title={t("rule.title")} extra={<Button size="small" loading={isPending} onClick={() => mutate()}>{t("rule.run")}</Button>}>
      {isProblem(error) && <p role="alert" className={styles.fault}>{error.errors[0]?.message ?? error.message}</p>}
      {!data && !error && <p className={styles.hint}>{t("rule.text")}</p>}
      {data && (
        <>
          <p role="status">{t(`rule.would.${data.deed}`, { count: data.count })}</p>
          {data.count > data.records.length && <p className={styles.hint}>{t("rule.first", { count: data.records.length })}</p>}
          <ul className={styles.list}>
            {data.records.map((record) => (
              <li key={record.id}>
                <Link to={`/o/${data.object}/${record.id}`}>{record.title ?? record.id}</Link> {record.is_held && <Tag>{t("rule.held")}</Tag>}
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
