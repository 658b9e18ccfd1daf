import { ArrowDownOutlined, ArrowUpOutlined } from "@ant-design/icons";
import { Checkbox } from "antd";
import type { FieldMeta } from "@/api/meta";
import { fieldUi } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { useGrid } from "./GridContext";
import styles from "./grid.module.css";
import { directionOf, toggledSort } from "./sorting";

interface GridHeadProps {
  sort: readonly string[];
  onSort: (sort: string[]) => void;
  selected: "none" | "some" | "all";
  onSelectAll: () => void;
}

const ariaSort = { up: "ascending", down: "descending", none: "none" } as const;

function HeadCell({ field, column, sort, onSort }: { field: FieldMeta; column: number; sort: readonly string[]; onSort: (sort: string[]) => void }) {
  const { t } = useTranslation("records");
  const direction = directionOf(sort, field.name);
  const title = field.hint ? `${field.label}: ${field.hint}` : field.label;
  return (
    <div role="columnheader" className={styles.headCell} data-align={fieldUi(field).align} data-column={column} data-first={column === 0 || undefined} aria-colindex={column + 2} aria-sort={ariaSort[direction]}>
      {field.is_sortable && field.level !== "masked" ? (
        <button type="button" className={styles.sorter} title={title} aria-label={t("sort.by", { field: field.label })} onClick={(event) => onSort(toggledSort(sort, field.name, event.shiftKey))}>
          <span className={styles.headText}>{field.label}</span>
          {direction === "up" && <ArrowUpOutlined />}
          {direction === "down" && <ArrowDownOutlined />}
        </button>
      ) : (
        <span className={styles.headText} title={title}>
          {field.label}
        </span>
      )}
    </div>
  );
}

/** The head of the table; a click sorts, with Shift by one more column. */
export function GridHead({ sort, onSort, selected, onSelectAll }: GridHeadProps) {
  const { t } = useTranslation("records");
  const { columns } = useGrid();
  return (
    <div role="row" className={styles.head} aria-rowindex={1}>
      <div role="columnheader" className={styles.check} aria-colindex={1}>
        <Checkbox checked={selected === "all"} indeterminate={selected === "some"} aria-label={t("select.all")} onChange={onSelectAll} />
      </div>
      {columns.map((field, column) => (
        <HeadCell key={field.name} field={field} column={column} sort={sort} onSort={onSort} />
      ))}
      <div role="presentation" data-rest />
    </div>
  );
}
