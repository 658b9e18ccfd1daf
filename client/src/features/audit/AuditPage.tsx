import { DownloadOutlined, FileSearchOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ProblemView } from "@/ui/kit/ProblemView";
import { SidePanel } from "@/ui/kit/SidePanel";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { entriesQuery, exportAddress, filterNames, listed, type AuditEntry, type AuditFilter } from "./audit";
import styles from "./audit.module.css";
import { EntryDetail } from "./EntryDetail";
import { Filters } from "./Filters";
import { SealCard } from "./SealCard";

function useFilter(): [AuditFilter, (part: AuditFilter) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const filter: AuditFilter = Object.fromEntries(
    filterNames.flatMap((name) => (typeof search[name] === "string" ? [[name, search[name]]] : [])),
  );
  const change = (part: AuditFilter) => {
    void navigate({ to: ".", search: ((before: object) => ({ ...before, ...part })) as never, replace: true });
  };
  return [filter, change];
}

function EntryRow({ entry, isOpen, onOpen }: { entry: AuditEntry; isOpen: boolean; onOpen: () => void }) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  const fields = entry.fields.slice(0, 4).map(({ label }) => label);
  const more = entry.fields.length - fields.length;
  return (
    <li className={styles.row} data-open={isOpen || undefined}>
      <time className={styles.time} dateTime={entry.at} title={format.exactTime(entry.at)}>{format.toTheSecond(entry.at)}</time>
      <span className={styles.who}>{entry.by.title ?? entry.by.id}</span>
      <button type="button" className={styles.what} aria-expanded={isOpen} onClick={onOpen}>
        {entry.action_label}
        {entry.object_label && <span className={styles.object}>{entry.object_label}</span>}
        {entry.title && <span className={styles.title}>{entry.title}</span>}
      </button>
      <span className={styles.fields}>
        {listed(fields)}
        {more > 0 && ` ${t("more", { number: format.number(more) })}`}
      </span>
      <span className={styles.seq}>{entry.seq}</span>
    </li>
  );
}

/** Who did what, newest first, and whether the log is what it was when it was sealed. */
export default function AuditPage() {
  const { t } = useTranslation("audit");
  const [filter, change] = useFilter();
  const [open, setOpen] = useState<AuditEntry | null>(null);
  const log = useInfiniteQuery(entriesQuery(filter));
  const list = log.data?.pages.flatMap((page) => page.entries) ?? [];
  return (
    <div className={styles.page} data-open={open ? true : undefined}>
      <div className={styles.main}>
        <SealCard />
        <div className={styles.head}>
          <Filters filter={filter} onChange={change} />
          <Button icon={<DownloadOutlined />} href={exportAddress(filter)}>{t("export")}</Button>
        </div>
        <Card isFlush>
          {log.isPending && <ListSkeleton />}
          {log.error && <ProblemView error={log.error} onRetry={() => void log.refetch()} />}
          {log.isSuccess && list.length === 0 && <EmptyState icon={<FileSearchOutlined />} title={t("empty.title")} text={t("empty.text")} />}
          <ul aria-label={t("title")}>
            {list.map((entry) => (
              <EntryRow key={entry.seq} entry={entry} isOpen={open?.seq === entry.seq} onOpen={() => setOpen(open?.seq === entry.seq ? null : entry)} />
            ))}
          </ul>
          {log.hasNextPage && (
            <Button type="text" block loading={log.isFetchingNextPage} onClick={() => void log.fetchNextPage()}>
              {t("older")}
            </Button>
          )}
        </Card>
      </div>
      {open && (
        <SidePanel label={t("detail")} head={t("detail")} onClose={() => setOpen(null)}>
          <EntryDetail key={open.seq} entry={open} />
        </SidePanel>
      )}
    </div>
  );
}
