import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showProblem } from "@/ui/toast/undo";
import styles from "./imports.module.css";
import { importKeys, type Import } from "./imports";
import { countOf, outcomes, previewQuery, type Outcome, type Preview } from "./preview";
import { PreviewRows } from "./PreviewRows";
import { Repairs } from "./Repairs";
import { outcomeTexts, outcomeTones } from "./words";

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
      {outcomes.filter((outcome) => outcome !== "skip" || preview.skipped > 0).map((outcome) => (
        <button
          key={outcome}
          type="button"
          className={styles.count}
          data-tone={outcomeTones[outcome]}
          aria-pressed={only === outcome}
          onClick={() => onOnly(only === outcome ? null : outcome)}
        >
          <b>{format.number(countOf(preview, outcome))}</b>
          <span>{t(outcomeTexts[outcome])}</span>
        </button>
      ))}
    </div>
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
  const good = preview.data.counts.create + preview.data.counts.update;
  return (
    <>
      <Counts preview={preview.data} only={only} onOnly={setOnly} />
      {preview.data.lines > 0 && object && (
        <p className={styles.quiet}>{t("preview.lines", { count: preview.data.lines, objects: inSentence(object.plural) })}</p>
      )}
      {!preview.data.is_complete && <Alert type="info" showIcon title={t("preview.incomplete", { count: preview.data.looked_at })} />}
      <Repairs made={made} repairs={preview.data.repairs} isBusy={preview.isFetching} />
      <PreviewRows key={only} made={made} preview={preview.data} at={preview.dataUpdatedAt} only={only} />
      <div className={`${styles.foot} ${styles.always}`}>
        <Button onClick={onBack}>{t("preview.back")}</Button>
        <Button type="primary" disabled={preview.isFetching || (good === 0 && preview.data.is_complete)} loading={run.isPending} onClick={() => run.mutate()}>
          {t(made.lines ? "imports:preview.runRecords" : "imports:preview.run", { count: good })}
        </Button>
      </div>
    </>
  );
}
