import { useQueries, useQuery } from "@tanstack/react-query";
import { Tabs } from "antd";
import type { ReactNode } from "react";
import type { RelatedMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { filesQuery, relatedCountQuery } from "./queries";

export const fixedTabs = ["overview", "timeline", "files", "history"] as const;

/** The tab of one related list: an object may refer to this one by several fields. */
export function relatedTab(related: RelatedMeta): string {
  return `${related.object}.${related.field}`;
}

const ownLists = new Set(["created_by", "updated_by"]);

/** The lists that get a tab, in the order of the layout: of objects that the caller may read. */
export function useRelatedLists(): RelatedMeta[] {
  const meta = useMeta().data;
  const { object } = useShown();
  return object.related.filter((related) => {
    const target = meta?.objects[related.object];
    return related.is_shown !== false && target?.rights.includes("read") && !target.parent && !ownLists.has(related.field);
  });
}

function Count({ children }: { children: ReactNode }) {
  return <span className={styles.count}>{children}</span>;
}

interface PageTabsProps {
  active: string;
  onChange: (tab: string) => void;
}

/** Overview, timeline, a tab for each related list with its count, files and history. */
export function PageTabs({ active, onChange }: PageTabsProps) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const { object, record } = useShown();
  const lists = useRelatedLists();
  const counts = useQueries({
    queries: lists.map((related) => relatedCountQuery({ ...related, id: record.id })),
  });
  const files = useQuery(filesQuery(object.name, record.id));
  const countOf = (place: number) => {
    const answer = counts[place]?.data;
    if (!answer?.total) return null;
    return <Count>{`${format.number(answer.total)}${answer.total_is_exact === false ? "+" : ""}`}</Count>;
  };
  const items = [
    { key: "overview", label: t("tabs.overview") },
    ...(object.has_timeline ? [{ key: "timeline", label: t("tabs.timeline") }] : []),
    ...lists.map((related, place) => ({
      key: relatedTab(related),
      label: (
        <>
          {related.label} {countOf(place)}
        </>
      ),
    })),
    {
      key: "files",
      label: (
        <>
          {t("tabs.files")} {files.data?.files.length ? <Count>{files.data.files.length}</Count> : null}
        </>
      ),
    },
    { key: "history", label: t("tabs.history") },
  ];
  return <Tabs className={styles.tabs} activeKey={active} onChange={onChange} items={items} size="small" />;
}
