import { ClockCircleOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useState } from "react";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ProblemView } from "@/ui/kit/ProblemView";
import { TextSkeleton } from "@/ui/kit/Skeletons";
import { byDay } from "./days";
import { DayHeading } from "./DayHeading";
import { useEntryRecords } from "./entryRecords";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { timelineQuery } from "./queries";
import { TimelineEntryRow } from "./TimelineEntry";

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
  const { object, record, at } = useShown();
  const [kinds, setKinds] = useState("");
  const choices = useKindChoices();
  const timeline = useInfiniteQuery(timelineQuery(object.name, record.id, kinds));
  const entries = timeline.data?.pages.flatMap((page) => page.entries).filter((entry) => !at || Date.parse(entry.at) <= Date.parse(at)) ?? [];
  const records = useEntryRecords(entries);
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
              <TimelineEntryRow key={`${entry.id}${entry.at}${place}`} entry={entry} record={records.get(entry.id)} />
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
