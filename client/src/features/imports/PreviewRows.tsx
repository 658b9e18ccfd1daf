import { useInfiniteQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useEffect, useRef } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { ChangedFields } from "@/records/page/ChangedFields";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { ProblemView } from "@/ui/kit/ProblemView";
import styles from "./imports.module.css";
import type { Import } from "./imports";
import { countOf, outcomes, previewRowsQuery, type Outcome, type Preview, type PreviewRow } from "./preview";
import { labelAt } from "./targets";
import { outcomeTexts, outcomeTones } from "./words";

/** The values of a record to be, but for its title, which stands above them. */
function NewValues({ object, row }: { object: ObjectMeta | undefined; row: PreviewRow }) {
  const known = row.changes.flatMap(({ field, new: value }) => {
    const meta = field === object?.title ? undefined : object?.fields[field];
    return meta && !isEmpty(value) ? [{ field, meta, value }] : [];
  });
  return (
    <ul className={styles.newValues}>
      {known.map(({ field, meta, value }) => (
        <li key={field}>
          <span className={styles.quiet}>{meta.label}</span> <FieldDisplay field={meta} value={value} />
        </li>
      ))}
    </ul>
  );
}

function Row({ row, object }: { row: PreviewRow; object: string }) {
  const { t } = useTranslation("imports");
  const objects = useMeta().data?.objects ?? {};
  const spec = objects[object];
  const faults = row.errors.map((error) => ({ label: labelAt(spec, objects, error.field), message: error.message }));
  return (
    <tr>
      <td className={styles.rowNumber}>{row.row}</td>
      <td>
        <Chip tone={outcomeTones[row.outcome]}>{t(outcomeTexts[row.outcome])}</Chip>
      </td>
      <td className={styles.what}>
        <b>{row.title ?? ""}</b>
        {Boolean(row.lines) && <span className={styles.lineCount}>{t("fields:lines.count", { count: row.lines ?? 0 })}</span>}
        {faults.map((fault, place) => (
          <p key={place} className={styles.fault}>
            {fault.label && <b>{fault.label}: </b>}
            {fault.message}
          </p>
        ))}
        {row.outcome === "update" && <ChangedFields object={spec} fields={row.changes} />}
        {row.outcome === "create" && <NewValues object={spec} row={row} />}
      </td>
    </tr>
  );
}

interface MoreProps {
  isLoading: boolean;
  onMore: () => void;
}

/** Loads more rows as one comes near the end of those that are there, or by a click. */
function More({ isLoading, onMore }: MoreProps) {
  const { t } = useTranslation("imports");
  const end = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const observer = new IntersectionObserver((seen) => seen.some((each) => each.isIntersecting) && !isLoading && onMore(), { rootMargin: "400px" });
    if (end.current) observer.observe(end.current);
    return () => observer.disconnect();
  }, [isLoading, onMore]);
  return (
    <div ref={end}>
      <Button type="text" block loading={isLoading} onClick={onMore}>
        {t("preview.more")}
      </Button>
    </div>
  );
}

interface PreviewRowsProps {
  made: Import;
  preview: Preview;
  /** When the dry run was made. */
  at: number;
  only: Outcome | null;
}

/** What becomes of each row, or of those with one outcome. */
export function PreviewRows({ made, preview, at, only }: PreviewRowsProps) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const found = useInfiniteQuery(previewRowsQuery(made.id, preview, only, at));
  const rows = found.data?.pages.flatMap((page) => page.rows) ?? [];
  const total = outcomes.reduce((sum, each) => sum + (!only || each === only ? countOf(preview, each) : 0), 0);
  return (
    <Card
      title={t("preview.title")}
      extra={<span className={styles.quiet}>{t("preview.shown", { shown: format.number(rows.length), total: format.number(total) })}</span>}
      isFlush
    >
      <div className={styles.frame}>
        <table className={`${styles.table} ${styles.outcomes}`}>
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
      {found.error && <ProblemView error={found.error} onRetry={() => void found.refetch()} />}
      {found.isSuccess && rows.length === 0 && <p className={styles.none}>{t("preview.none")}</p>}
      {(found.hasNextPage || found.isPending) && !found.error && (
        <More isLoading={found.isFetching} onMore={() => void found.fetchNextPage()} />
      )}
    </Card>
  );
}
