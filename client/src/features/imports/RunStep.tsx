import { CheckCircleFilled, CloseCircleFilled, DownloadOutlined, RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button, Progress } from "antd";
import { api, apiRoot } from "@/api/client";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Blocked } from "@/records/undo/Blocked";
import { useUndo } from "@/records/undo/useUndo";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { showProblem } from "@/ui/toast/undo";
import styles from "./imports.module.css";
import { importKeys, isRunning, setQuery, type Import } from "./imports";
import { outcomes } from "./preview";
import { outcomeTexts, outcomeTones } from "./words";

function Results({ made }: { made: Import }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const counts = { create: made.created, update: made.updated, unchanged: made.unchanged, refuse: made.refused, skip: made.skipped };
  return (
    <div className={styles.counts}>
      {outcomes.filter((outcome) => outcome !== "skip" || Boolean(made.skipped)).map((outcome) => (
        <div key={outcome} className={styles.count} data-tone={outcomeTones[outcome]}>
          <b>{format.number(counts[outcome] ?? 0)}</b>
          <span>{t(outcomeTexts[outcome])}</span>
        </div>
      ))}
    </div>
  );
}

function Running({ made }: { made: Import }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const client = useQueryClient();
  const cancel = useMutation({
    mutationFn: () => api.post(`/imports/${made.id}/cancel`),
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: importKeys.one(made.id), exact: true }),
  });
  const done = made.done ?? 0;
  const total = made.total ?? made.rows_estimate ?? 0;
  return (
    <Card title={t("run.running")}>
      <Progress percent={total ? Math.min(100, Math.floor((done / total) * 100)) : 0} status="active" />
      <p>{t("run.progress", { done: format.number(done), total: format.number(total) })}</p>
      <p className={styles.quiet}>{t("run.leave")}</p>
      <div className={styles.foot}>
        <Button danger loading={cancel.isPending} onClick={() => cancel.mutate()}>
          {t("run.cancel")}
        </Button>
      </div>
    </Card>
  );
}

/** The way back, and after it the way forward again; what stands in its way is told record by record. */
function useWayBack(changeSet: string | null | undefined) {
  const { t } = useTranslation("imports");
  const set = useQuery(setQuery(changeSet ?? "")).data;
  const { undo, blocked } = useUndo(Boolean(set?.undone_by));
  if (!set) return { button: null, blocked: null };
  const target = set.undone_by ?? set.id;
  const button = (
    <Button icon={set.undone_by ? <RedoOutlined /> : <UndoOutlined />} loading={undo.isPending} onClick={() => undo.mutate({ id: target, rest: false })}>
      {t(set.undone_by ? "imports:run.redo" : "imports:run.undo")}
    </Button>
  );
  const told = blocked.count > 0 && <Blocked {...blocked} isPending={undo.isPending} onRest={() => undo.mutate({ id: target, rest: true })} />;
  return { button, blocked: told };
}

const endings = { done: "imports:run.done", failed: "imports:run.failed", cancelled: "imports:run.cancelled" } as const;

function Ending({ made }: { made: Import }) {
  const { t } = useTranslation("imports");
  const set = useQuery(setQuery(made.change_set ?? "")).data;
  if (set?.undone_by) {
    return (
      <h2 className={styles.ending}>
        <UndoOutlined aria-hidden="true" /> {t("run.undone")}
      </h2>
    );
  }
  const isGood = made.state === "done";
  const state = made.state === "failed" || made.state === "cancelled" ? made.state : "done";
  return (
    <h2 className={styles.ending} data-good={isGood || undefined}>
      {isGood ? <CheckCircleFilled aria-hidden="true" /> : <CloseCircleFilled aria-hidden="true" />} {t(endings[state])}
    </h2>
  );
}

function Ended({ made }: { made: Import }) {
  const { t } = useTranslation("imports");
  const wayBack = useWayBack(made.change_set);
  const meta = useMeta().data;
  const object = made.object ? meta?.objects[made.object] : undefined;
  return (
    <Card>
      <Ending made={made} />
      {made.error && <Alert type="error" title={made.error} />}
      <div className={styles.endButtons}>
        {object && (
          <Link to={`/o/${object.name}`}>
            <Button type="primary">{t("run.toList", { objects: object.plural })}</Button>
          </Link>
        )}
        {Boolean(made.refused) && (
          <Button icon={<DownloadOutlined />} href={`${apiRoot}/imports/${made.id}/rejected`} download>
            {t("run.rejected", { count: made.refused ?? 0 })}
          </Button>
        )}
        {wayBack.button}
        <Link to="/import">
          <Button>{t("run.another")}</Button>
        </Link>
      </div>
      {wayBack.blocked}
    </Card>
  );
}

/** The import while it runs, which goes on when the browser is closed, and what came of it. */
export function RunStep({ made }: { made: Import }) {
  return (
    <>
      {isRunning(made.state) ? <Running made={made} /> : <Ended made={made} />}
      <Results made={made} />
    </>
  );
}
