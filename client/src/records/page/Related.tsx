import { PlusOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import type { ObjectMeta, RecordPage, RelatedMeta, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { may, useObject } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { fieldUi } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { inSentence } from "@/ui/format/words";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { RecordFormPanel } from "../form/RecordFormPanel";
import { titleOf } from "../form/values";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { relatedFilter } from "./queries";
import { relatedColumns } from "./relatedColumns";
import { leaveTrail } from "./trail";

function useRelatedRecords(related: RelatedMeta, target: ObjectMeta | undefined, id: string, limit: number) {
  const columns = target ? relatedColumns(target, related.field) : [];
  const filter = relatedFilter({ ...related, id });
  const names = [...new Set([target?.title ?? "", ...columns.map((column) => column.name)])];
  const expand = columns.filter((column) => column.kind === "reference" || column.kind === "multi_reference").map((column) => column.name);
  const records = useInfiniteQuery({
    queryKey: keys.list(related.object, { filter, names, limit }),
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(
        `/records/${related.object}`,
        {
          filter, limit, cursor: pageParam, fields: names.join(","), expand: expand.join(",") || undefined,
          sort: target?.views[0]?.sort.join(",") || undefined, count: "none",
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    enabled: target !== undefined,
  });
  return { columns, records, rows: records.data?.pages.flatMap((page) => page.records) ?? [] };
}

interface RowsProps {
  object: ObjectMeta;
  columns: ReturnType<typeof relatedColumns>;
  rows: readonly WireRecord[];
  onOpen: (row: WireRecord) => void;
}

function Rows({ object, columns, rows, onOpen }: RowsProps) {
  const { t } = useTranslation("page");
  const title = object.fields[object.title];
  const others = columns.filter((column) => column.name !== object.title);
  return (
    <div className={styles.tableFrame}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{title?.label}</th>
            {others.map((column) => (
              <th key={column.name} scope="col" data-align={fieldUi(column).align}>
                {column.label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <Link to={`/o/${object.name}/${row.id}`} onClick={() => onOpen(row)}>
                  {titleOf(object, row) || t("untitled")}
                </Link>
              </td>
              {others.map((column) => (
                <td key={column.name} data-align={fieldUi(column).align} data-label={column.label}>
                  <FieldDisplay field={column} value={row[column.name]} record={row} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** One related list in full, with a way to add to it. */
export function Related({ related }: { related: RelatedMeta }) {
  const { t } = useTranslation("page");
  const { record, title, at } = useShown();
  const navigate = useNavigate();
  const target = useObject(related.object);
  const [isAdding, setAdding] = useState(false);
  const { columns, records, rows } = useRelatedRecords(related, target, record.id, 50);
  if (!target) return null;
  if (records.error) return <ProblemView error={records.error} onRetry={() => void records.refetch()} />;
  const self = { id: record.id, title };
  const add = may(target, "create") && !at && (
    <Button icon={<PlusOutlined />} onClick={() => setAdding(true)}>
      {t("related.add", { object: inSentence(target.label) })}
    </Button>
  );
  const open = () => leaveTrail(target.name, { address: location.href, label: title, ids: rows.map((row) => row.id), total: null });
  return (
    <section className={styles.card}>
      <div className={styles.timelineHead}>
        <h2 className={styles.cardTitle}>{related.label}</h2>
        {rows.length > 0 && add}
      </div>
      {records.isPending && <ListSkeleton rows={4} />}
      {records.isSuccess && rows.length === 0 && (
        <EmptyState
          isCompact
          icon={<ObjectIcon name={target.icon} />}
          title={t("related.empty", { objects: inSentence(target.plural) })}
          text={t("related.emptyText", { title })}
          action={add}
        />
      )}
      {rows.length > 0 && <Rows object={target} columns={columns} rows={rows} onOpen={open} />}
      {records.hasNextPage && (
        <Button type="text" block loading={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
          {t("related.more")}
        </Button>
      )}
      {isAdding && (
        <RecordFormPanel
          object={target.name}
          given={{ [related.field]: related.kind === "multi_reference" ? [self] : self }}
          onClose={() => setAdding(false)}
          onSaved={(saved) => !rows.length && void navigate({ to: `/o/${target.name}/${saved.id}` })}
        />
      )}
    </section>
  );
}

/** The newest few of a related list, for the overview; nothing where there are none. */
export function RelatedPreview({ related, onShowAll }: { related: RelatedMeta; onShowAll: () => void }) {
  const { t } = useTranslation("page");
  const { record } = useShown();
  const target = useObject(related.object);
  const { columns, records, rows } = useRelatedRecords(related, target, record.id, 4);
  if (!target || rows.length === 0) return null;
  const facts = columns.filter((column) => column.name !== target.title).slice(0, 2);
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>
        {related.label}
        <Button type="link" size="small" onClick={onShowAll}>
          {records.hasNextPage ? t("related.all") : t("related.open")}
        </Button>
      </h2>
      <ul className={styles.preview}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link to={`/o/${target.name}/${row.id}`}>{titleOf(target, row) || t("untitled")}</Link>
            <span className={styles.previewFacts}>
              {facts.map((field) => (
                <FieldDisplay key={field.name} field={field} value={row[field.name]} record={row} />
              ))}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
