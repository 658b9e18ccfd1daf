import { useEffect, useLayoutEffect, useRef, type CSSProperties, type KeyboardEvent, type RefObject } from "react";
import { fieldUi } from "@/fields/registry";
import { currentLanguage, useTranslation } from "@/i18n";
import { useGrid, type Editing } from "./GridContext";
import { GridHead } from "./GridHead";
import { GridRow } from "./GridRow";
import { GridTotals, type Total } from "./GridTotals";
import { useGrowth } from "./growth";
import { GroupRow, MoreRow } from "./GroupRow";
import styles from "./grid.module.css";
import type { Item } from "./items";
import type { Cursor } from "./useCursor";
import { useWindow } from "./useWindow";

export interface GridProps {
  label: string;
  items: readonly Item[];
  total: number | null;
  isOld: boolean;
  cursor: Cursor;
  editing: Editing | null;
  selectedIds: ReadonlySet<string>;
  isAllSelected: boolean;
  selected: "none" | "some" | "all";
  shownId: string | null;
  sort: readonly string[];
  totals: ReadonlyMap<string, Total>;
  onSort: (sort: string[]) => void;
  onSelectAll: () => void;
  onKey: (event: KeyboardEvent) => void;
  onNearEnd: () => void;
  onSight: (first: number, last: number) => void;
}

function useColumnTemplate(place: RefObject<HTMLElement | null>, items: readonly Item[]): CSSProperties {
  const { columns, object } = useGrid();
  const first = items.find((item) => item.kind === "record")?.key;
  const growth = useGrowth(place, `${currentLanguage()} ${object.name} ${columns.map((field) => field.name).join(" ")}`, columns.length, first);
  const widths = columns.map((field) => fieldUi(field).width + (field.name === object.title && field.kind === "text" ? 4 : 0));
  const tracks = widths.map((width, column) => (growth[column] ? `calc(${width}rem + ${growth[column]}px)` : `${width}rem`));
  return { "--columns": `2.5rem ${tracks.join(" ")} minmax(0, 1fr)` } as CSSProperties;
}

function Line({ item, row, props }: { item: Item; row: number; props: GridProps }) {
  const isActive = props.cursor.row === row;
  if (item.kind === "group") return <GroupRow row={row} section={item.section} isOpen={item.isOpen} isActive={isActive} />;
  if (item.kind === "more") return <MoreRow row={row} section={item.section} />;
  if (item.kind === "waiting") return <div role="row" className={styles.waiting} aria-busy="true" />;
  const { record } = item;
  return (
    <GridRow
      row={row}
      record={record}
      isActive={isActive}
      isSelected={props.isAllSelected || props.selectedIds.has(record.id)}
      isShown={props.shownId === record.id}
      activeColumn={isActive ? props.cursor.column : null}
      editing={props.editing?.id === record.id ? props.editing : null}
    />
  );
}

/** Keeps the line of the cursor in sight, between the sticky head and foot. */
function useCursorInSight(place: RefObject<HTMLDivElement | null>, row: number, rowHeight: number): void {
  const isFirst = useRef(true);
  useLayoutEffect(() => {
    const element = place.current;
    if (isFirst.current || !element) {
      isFirst.current = false;
      return;
    }
    const top = row * rowHeight;
    const room = element.clientHeight - 3 * rowHeight;
    if (top < element.scrollTop) element.scrollTo({ top });
    else if (top > element.scrollTop + room) element.scrollTo({ top: top - room });
  }, [place, row, rowHeight]);
}

/** A table of which only the lines in sight are drawn. */
export function Grid(props: GridProps) {
  const { t } = useTranslation("records");
  const place = useRef<HTMLDivElement>(null);
  const { columns } = useGrid();
  const { items, cursor, onNearEnd, onSight } = props;
  const template = useColumnTemplate(place, items);
  const { start, end, rowHeight } = useWindow(place, items.length);
  useCursorInSight(place, cursor.row, rowHeight);
  const isNearEnd = end >= items.length - 10;
  useEffect(() => {
    if (isNearEnd && items.length > 0) onNearEnd();
  }, [isNearEnd, items.length, onNearEnd]);
  useEffect(() => onSight(start, end), [start, end, onSight]);
  const isEditing = props.editing !== null;
  useEffect(() => {
    // After an editor closes, the keys belong to the table again.
    if (!isEditing && document.activeElement === document.body) place.current?.focus({ preventScroll: true });
  }, [isEditing]);
  return (
    <div
      ref={place}
      role={items.some((item) => item.kind === "group") ? "treegrid" : "grid"}
      aria-label={props.label}
      aria-rowcount={(props.total ?? items.length) + 1}
      aria-colcount={columns.length + 1}
      aria-multiselectable="true"
      aria-activedescendant={cursor.column === null ? `row-${cursor.row}` : `cell-${cursor.row}-${cursor.column}`}
      aria-describedby="list-keys"
      tabIndex={0}
      className={styles.grid}
      style={template}
      data-old={props.isOld || undefined}
      data-records-grid
      onKeyDown={props.onKey}
    >
      <GridHead sort={props.sort} onSort={props.onSort} selected={props.selected} onSelectAll={props.onSelectAll} />
      <div role="rowgroup" aria-label={t("list.rows")} className={styles.body} style={{ height: items.length * rowHeight }}>
        {items.slice(start, end).map((item, offset) => {
          const row = start + offset;
          return (
            <div role="presentation" key={item.key} className={styles.line} style={{ transform: `translateY(${row * rowHeight}px)` }}>
              <Line item={item} row={row} props={props} />
            </div>
          );
        })}
      </div>
      <GridTotals totals={props.totals} />
    </div>
  );
}
