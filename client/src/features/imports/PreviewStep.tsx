import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { ChangedFields } from "@/records/page/ChangedFields";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showProblem } from "@/ui/toast/undo";
import styles from "./imports.module.css";
import { importKeys, previewQuery, type Import, type Preview, type PreviewRow } from "./imports";
import { Repairs } from "./Repairs";
import { labelAt } from "./targets";
import { outcomeTexts, outcomeTones } from "./words";

const outcomes = ["create", "update", "unchanged", "refuse"] as const;
type Outcome = (typeof outcomes)[number];

interface CountsProps {
  preview: Preview;
  only: Outcome | null;
  onOnly: (outcome: Outcome | null) => void;
}

function Counts({ preview, only, onOnly }: CountsProps) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  return (
    <div className={styles.counts}>
      {outcomes.map((outcome) => (
        <button
          key={outcome}
          type="button"
          className={styles.count}
          data-tone={outcomeTones[outcome]}
          aria-pressed={only === outcome}
          onClick={() => onOnly(only === outcome ? null : outcome)}
        >
          <b>{format.number(preview.counts[outcome])}</b>
          <span>{t(outcomeTexts[outcome])}</span>
        </button>
      ))}
    </div>
  );
}

function Row({ row, object }: { row: PreviewRow; object: string }) {
  const { t } = useTranslation("imports");
  const objects = useMeta().data?.objects ?? {};
  const spec = objects[object];
  const labelled = row.errors.map((error) => ({ ...error, label: labelAt(spec, objects, error.field) }));
  return (
    <tr>
      <td className={styles.rowNumber}>{row.row}</td>
      <td>
        <Chip tone={outcomeTones[row.outcome]}>{t(outcomeTexts[row.outcome])}</Chip>
      </td>
      <td>
        <b>{row.title ?? ""}</b>
        {Boolean(row.lines) && <span className={styles.lineCount}>{t("fields:lines.count", { count: row.lines ?? 0 })}</span>}
        {labelled.map((error, place) => (
          <p key={place} className={styles.fault}>
            {error.label && <b>{error.label}: </b>}
            {error.message}
          </p>
        ))}
        {row.outcome === "update" && <ChangedFields object={spec} fields={row.changes} />}
      </td>
    </tr>
  );
}

interface PreviewStepProps {
  made: Import;
  onBack: () => void;
  onStarted: () => void;
}

/** The dry run: row by row what would come of it, before anything is written. */
export function PreviewStep({ made, onBack, onStarted }: PreviewStepProps) {
  const { t } = useTranslation("imports");
  const client = useQueryClient();
  const meta = useMeta().data;
  const [only, setOnly] = useState<Outcome | null>(null);
  const preview = useQuery(previewQuery(made.id));
  const run = useMutation({
    mutationFn: () => api.post(`/imports/${made.id}/run`),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: importKeys.one(made.id), exact: true });
      onStarted();
    },
    onError: showProblem,
  });
  if (preview.error) {
    return (
      <>
        <ProblemView error={preview.error} onRetry={() => void preview.refetch()} />
        <div className={styles.foot}>
          <Button onClick={onBack}>{t("preview.back")}</Button>
        </div>
      </>
    );
  }
  if (!preview.data) return <ListSkeleton rows={10} />;
  const object = meta?.objects[made.object ?? ""];
  const rows = preview.data.rows.filter((row) => !only || row.outcome === only);
  const good = preview.data.counts.create + preview.data.counts.update;
  return (
    <>
      <Counts preview={preview.data} only={only} onOnly={setOnly} />
      {preview.data.lines > 0 && object && (
        <p className={styles.quiet}>{t("preview.lines", { count: preview.data.lines, objects: inSentence(object.plural) })}</p>
      )}
      {!preview.data.is_complete && <Alert type="info" showIcon title={t("preview.incomplete")} />}
      <Repairs made={made} repairs={preview.data.repairs} isBusy={preview.isFetching} />
      <Card title={t("preview.title")} isFlush>
        <div className={styles.frame}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th scope="col">{t("preview.row")}</th>
                <th scope="col">{t("preview.outcome")}</th>
                <th scope="col">{t("preview.what")}</th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row, place) => (
                <Row key={`${row.row} ${place}`} row={row} object={made.object ?? ""} />
              ))}
            </tbody>
          </table>
        </div>
      </Card>
      <div className={styles.foot}>
        <Button onClick={onBack}>{t("preview.back")}</Button>
        <Button type="primary" disabled={preview.isFetching || (good === 0 && preview.data.is_complete)} loading={run.isPending} onClick={() => run.mutate()}>
          {t(made.lines ? "imports:preview.runRecords" : "imports:preview.run", { count: good })}
        </Button>
      </div>
    </>
  );
}
