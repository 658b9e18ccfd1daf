import {
  ClockCircleOutlined, CommentOutlined, FileOutlined, MessageOutlined, PlusOutlined, SwapOutlined, UndoOutlined, DeleteOutlined,
} from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useState, type ReactNode } from "react";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ProblemView } from "@/ui/kit/ProblemView";
import { TextSkeleton } from "@/ui/kit/Skeletons";
import { takeBack } from "@/ui/toast/undo";
import { ChangedFields } from "./ChangedFields";
import { byDay } from "./days";
import { DayHeading } from "./DayHeading";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { timelineQuery, type TimelineEntry } from "./queries";

const kindIcons: Record<string, ReactNode> = {
  change: <SwapOutlined />,
  update: <SwapOutlined />,
  create: <PlusOutlined />,
  delete: <DeleteOutlined />,
  restore: <UndoOutlined />,
  comment: <CommentOutlined />,
  file: <FileOutlined />,
};

const changeKinds = new Set(["change", "update", "create", "delete", "restore"]);

const kindTexts: Record<string, string> = {
  change: "page:timeline.changed",
  update: "page:timeline.changed",
  create: "page:timeline.created",
  delete: "page:timeline.deleted",
  restore: "page:timeline.restored",
  comment: "page:timeline.commented",
  file: "page:timeline.filed",
};

function EntryTitle({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("page");
  const meta = useMeta().data;
  const { record } = useShown();
  const said = kindTexts[entry.kind];
  const title = entry.title ?? meta?.objects[entry.object]?.label ?? "";
  if (entry.id === record.id || said) {
    return (
      <>
        <b>{entry.by?.title}</b> {t(said ?? "page:timeline.changed")}
        {entry.id !== record.id && <b> {title}</b>}
      </>
    );
  }
  return (
    <>
      <Link to={`/o/${entry.object}/${entry.id}`} className={styles.entryTitle}>
        {title}
      </Link>
      {entry.by?.title && <span className={styles.quiet}> · {entry.by.title}</span>}
    </>
  );
}

function Entry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const meta = useMeta().data;
  const { canEdit } = useShown();
  const object = meta?.objects[entry.object];
  const icon = kindIcons[entry.kind] ?? (object ? <ObjectIcon name={object.icon} /> : <MessageOutlined />);
  const changeSet = changeKinds.has(entry.kind) && canEdit ? entry.change_set : null;
  return (
    <li className={styles.entry}>
      <span className={styles.entryIcon} aria-hidden="true">
        {icon}
      </span>
      <div className={styles.entryText}>
        <p>
          <EntryTitle entry={entry} />
          {changeSet && entry.kind !== "create" && (
            <Button type="link" size="small" onClick={() => void takeBack(changeSet)}>
              {t("undo")}
            </Button>
          )}
        </p>
        {entry.summary && <p className={styles.entrySummary}>{entry.summary}</p>}
        {entry.kind !== "create" && entry.fields && <ChangedFields object={object} fields={entry.fields} />}
      </div>
      <time className={styles.entryTime} dateTime={entry.at} title={format.exactTime(entry.at)}>
        {format.time(entry.at)}
      </time>
    </li>
  );
}

/** Which kinds of entries there can be here: changes and everything that refers to this record. */
function useKindChoices() {
  const { t } = useTranslation("page");
  const meta = useMeta().data;
  const { object } = useShown();
  const named = ["interaction", "note", "task"].flatMap((name) => {
    const related = object.related.some((each) => each.object === name);
    return related && meta?.objects[name] ? [{ value: name, label: meta.objects[name].plural }] : [];
  });
  return [{ value: "", label: t("timeline.all") }, ...named, { value: "change", label: t("timeline.changes") }];
}

/** Everything that happened to the record, newest first, by day. */
export function Timeline() {
  const { t } = useTranslation("page");
  const format = useFormat();
  const { object, record } = useShown();
  const [kinds, setKinds] = useState("");
  const choices = useKindChoices();
  const timeline = useInfiniteQuery(timelineQuery(object.name, record.id, kinds));
  const entries = timeline.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <section className={styles.card} aria-label={t("timeline.title")}>
      <div className={styles.timelineHead}>
        <h2 className={styles.cardTitle}>{t("timeline.title")}</h2>
        <Select
          size="small"
          variant="borderless"
          value={kinds}
          onChange={setKinds}
          options={choices}
          aria-label={t("timeline.filter")}
          popupMatchSelectWidth={false}
        />
      </div>
      {timeline.isPending && <TextSkeleton lines={6} />}
      {timeline.error && <ProblemView error={timeline.error} onRetry={() => void timeline.refetch()} />}
      {timeline.isSuccess && entries.length === 0 && (
        <EmptyState isCompact icon={<ClockCircleOutlined />} title={t("timeline.empty")} text={t("timeline.emptyText")} />
      )}
      {byDay(entries, format.timeZone).map((day) => (
        <div key={day.day}>
          <DayHeading day={day.day} />
          <ul>
            {day.entries.map((entry, place) => (
              <Entry key={`${entry.id}${entry.at}${place}`} entry={entry} />
            ))}
          </ul>
        </div>
      ))}
      {timeline.hasNextPage && (
        <Button type="text" block loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()}>
          {t("timeline.older")}
        </Button>
      )}
    </section>
  );
}
