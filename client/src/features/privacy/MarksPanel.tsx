import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import type { PanelProps } from "@/ui/panels";
import { markKinds, marksQuery, putMark, type MarkKind } from "./marks";
import { useIsOfficer } from "./officer";
import styles from "./privacy.module.css";
import { ReasonDialog } from "./ReasonDialog";

/** Where the officer says that a record may not be used or must be kept; what was lifted stays listed. */
export default function MarksPanel({ object, id, title }: PanelProps) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const client = useQueryClient();
  const field = useId();
  const [wanted, want] = useState<MarkKind | null>(null);
  const [until, setUntil] = useState("");
  const isOfficer = useIsOfficer();
  const found = useQuery({ ...marksQuery(object, id), enabled: isOfficer }).data;
  const put = useMutation({
    mutationFn: (reason: string) => putMark(object, id, { kind: wanted ?? "restricted", reason, until: until || null }),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.object(object) });
      want(null);
    },
  });
  if (!isOfficer || !found) return null;
  const open = markKinds.filter((kind) => !found.marks.some((mark) => mark.kind === kind));
  return (
    <Card title={t("mark.title")}>
      {found.marks.length === 0 && <p className={styles.hint}>{t("mark.none")}</p>}
      <div className={styles.deeds}>
        {open.map((kind) => (
          <Button key={kind} size="small" onClick={() => want(kind)}>{t(`mark.put.${kind}`)}</Button>
        ))}
      </div>
      {found.past.length > 0 && (
        <ul className={styles.list}>
          {found.past.map((mark) => (
            <li key={mark.ended_at}>
              {t(`mark.past.${mark.kind}`, { since: format.dateTime(mark.at), until: format.dateTime(mark.ended_at) })}
              <span className={styles.hint}> {[mark.reason, mark.end_reason, mark.by].filter(Boolean).join(" · ")}</span>
            </li>
          ))}
        </ul>
      )}
      {wanted && (
        <ReasonDialog
          title={t(`mark.putTitle.${wanted}`)}
          text={t(`mark.putText.${wanted}`, { title })}
          button={t(`mark.put.${wanted}`)}
          isBusy={put.isPending}
          error={put.error}
          onAnswer={(reason) => put.mutate(reason)}
          onClose={() => want(null)}
        >
          {wanted === "held" && (
            <label htmlFor={field}>
              {t("mark.until")}
              <Input id={field} type="date" value={until} onChange={(event) => setUntil(event.target.value)} />
            </label>
          )}
        </ReasonDialog>
      )}
    </Card>
  );
}
