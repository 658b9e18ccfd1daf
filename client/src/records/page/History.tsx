import { HistoryOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ProblemView } from "@/ui/kit/ProblemView";
import { TextSkeleton } from "@/ui/kit/Skeletons";
import { ChangedFields } from "./ChangedFields";
import { byDay } from "./days";
import { DayHeading } from "./DayHeading";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { sourceKey } from "./sources";
import { historyQuery, type Change } from "./queries";
import { UndoButton } from "./UndoButton";

const kindTexts: Record<string, string> = {
  create: "page:history.created",
  update: "page:history.changed",
  delete: "page:history.deleted",
  restore: "page:history.restored",
};

function Row({ change, onShowAt }: { change: Change; onShowAt: (at: string) => void }) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const { object, canEdit } = useShown();
  const named = sourceKey(change.source);
  return (
    <li className={styles.historyRow}>
      <time dateTime={change.at} title={format.exactTime(change.at)} className={styles.quiet}>
        {format.time(change.at)}
      </time>
      <div className={styles.entryText}>
        <p>
          <b>{change.by?.title ?? t("history.system")}</b> {t(kindTexts[change.kind] ?? "page:history.changed")}{" "}
          <span className={styles.quiet}>{t("history.through", { source: named ? t(named) : change.source })}</span>
        </p>
        <ChangedFields object={object} fields={change.fields} />
      </div>
      <div className={styles.historyButtons}>
        <Button size="small" type="text" onClick={() => onShowAt(change.at)}>
          {t("history.showThen")}
        </Button>
        {canEdit && change.may_undo && <UndoButton changeSet={change.change_set} type="text" />}
      </div>
    </li>
  );
}

/** Every change of the record, old and new, each with a way back. */
export function History({ onShowAt }: { onShowAt: (at: string) => void }) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const { object, record } = useShown();
  const history = useInfiniteQuery(historyQuery(object.name, record.id));
  const changes = history.data?.pages.flatMap((page) => page.changes) ?? [];
  if (history.error) return <ProblemView error={history.error} onRetry={() => void history.refetch()} />;
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>{t("history.title")}</h2>
      {history.isPending && <TextSkeleton lines={6} />}
      {history.isSuccess && changes.length === 0 && <EmptyState isCompact icon={<HistoryOutlined />} title={t("history.empty")} />}
      {byDay(changes, format.timeZone).map((day) => (
        <div key={day.day}>
          <DayHeading day={day.day} />
          <ul>
            {day.entries.map((change, place) => (
              <Row key={`${change.change_set}${place}`} change={change} onShowAt={onShowAt} />
            ))}
          </ul>
        </div>
      ))}
      {history.hasNextPage && (
        <Button type="text" block loading={history.isFetchingNextPage} onClick={() => void history.fetchNextPage()}>
          {t("timeline.older")}
        </Button>
      )}
    </section>
  );
}
