import { fieldUi } from "@/fields/registry";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { useGrid } from "./GridContext";
import styles from "./grid.module.css";
import type { Measure, Sum } from "./useRecords";

export type Total = Measure & Pick<Sum, "value">;

/** Sums of the columns, over all that the view finds. */
export function GridTotals({ totals }: { totals: ReadonlyMap<string, Total> }) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const { columns } = useGrid();
  const shown = columns.filter((field) => totals.get(field.name)?.value != null);
  if (shown.length === 0) return null;
  return (
    <div role="row" className={styles.totals}>
      <div role="gridcell" className={styles.check} />
      {columns.map((field, column) => {
        const total = totals.get(field.name);
        return (
          <div role="gridcell" key={field.name} className={styles.cell} data-align={fieldUi(field).align} data-column={column} data-first={column === 0 || undefined}>
            {column === 0 && shown[0] !== field ? <span className={styles.totalNote}>{t("list.totals")}</span> : null}
            {total?.value != null && (
              <span title={t(total.function === "avg" ? "list.average" : "list.sum", { field: field.label })}>
                {total.function === "avg" && <span className={styles.totalNote}>{t("list.averageSign")} </span>}
                {field.kind === "rating" ? format.number(Number(roundedAverage(total))) : <FieldDisplay value={roundedAverage(total)} field={field} />}
              </span>
            )}
          </div>
        );
      })}
      <div role="presentation" />
    </div>
  );
}

/** An average has no more decimals than a person can use: one. */
function roundedAverage({ function: kind, value }: Total): string | number | null {
  if (kind !== "avg" || value === null) return value;
  return String(Math.round(Number(value) * 10) / 10);
}
