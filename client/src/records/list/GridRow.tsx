import { Link } from "@tanstack/react-router";
import { Checkbox } from "antd";
import { memo, type MouseEvent } from "react";
import type { FieldMeta, WireRecord } from "@/api/meta";
import { mayHere } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { InlineEditor } from "@/fields/InlineEditor";
import { fieldUi, isWritable } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { titleOf } from "../form/values";
import { useGrid, type Editing } from "./GridContext";
import styles from "./grid.module.css";

interface GridRowProps {
  row: number;
  record: WireRecord;
  isActive: boolean;
  isSelected: boolean;
  isShown: boolean;
  activeColumn: number | null;
  editing: Editing | null;
}

function isPlain(event: MouseEvent): boolean {
  return !event.metaKey && !event.ctrlKey && !event.shiftKey && event.button === 0;
}

function TitleCell({ record, field }: { record: WireRecord; field: FieldMeta }) {
  const { t } = useTranslation("records");
  const { object } = useGrid();
  const title = titleOf(object, record) || t("untitled");
  // A plain click belongs to the row; others open the page in the browser's own ways.
  return (
    <Link {...recordAddress(object.name, record.id)} className={styles.title} tabIndex={-1} title={title} onClick={(event) => isPlain(event) && event.preventDefault()} data-field={field.name}>
      {title}
    </Link>
  );
}

function Cell({ row, record, field, column, isActive, editing }: { row: number; record: WireRecord; field: FieldMeta; column: number; isActive: boolean; editing: Editing | null }) {
  const grid = useGrid();
  const isEditing = editing?.field === field.name;
  const value = record[field.name];
  const canEdit = isWritable(field) && mayHere(grid.object, "edit", record);
  return (
    <div
      role="gridcell"
      tabIndex={-1}
      id={`cell-${row}-${column}`}
      className={styles.cell}
      data-align={fieldUi(field).align}
      data-column={column}
      data-first={column === 0 || undefined}
      data-active={isActive || undefined}
      data-editing={isEditing || undefined}
      data-editable={canEdit || undefined}
      aria-colindex={column + 2}
      aria-readonly={!canEdit}
      onDoubleClick={() => !isEditing && grid.edit(row, column)}
    >
      {isEditing ? (
        <>
          <InlineEditor
            value={editing.fault === undefined ? value : editing.value}
            field={field}
            fault={editing.fault}
            onCommit={(next, where) => grid.commit(record, column, next, where)}
            onCancel={grid.cancel}
          />
          {editing.fault && fieldUi(field).editing !== "form" && (
            <span className={styles.fault} role="alert">
              {editing.fault}
            </span>
          )}
        </>
      ) : field.name === grid.object.title ? (
        <TitleCell record={record} field={field} />
      ) : (
        <FieldDisplay value={value} field={field} record={record} />
      )}
    </div>
  );
}

/** One record of the table. */
export const GridRow = memo(function GridRow({ row, record, isActive, isSelected, isShown, activeColumn, editing }: GridRowProps) {
  const { t } = useTranslation("records");
  const grid = useGrid();
  const pick = (event: MouseEvent) => {
    const target = event.target as HTMLElement;
    // Links in other cells, inputs and check boxes act by themselves.
    const isOwn = target.closest("a:not([data-field]), button, input, label, [data-editing]");
    if (!isOwn) grid.pick(row, record, event, target.closest("[data-editable]") !== null);
  };
  return (
    // Keys are taken by the grid around, which has the focus.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
    <div role="row" id={`row-${row}`} className={styles.row} data-active={isActive || undefined} data-selected={isSelected || undefined} data-shown={isShown || undefined} aria-rowindex={row + 2} aria-selected={isSelected} onClick={pick}>
      <div role="gridcell" className={styles.check} aria-colindex={1}>
        <Checkbox
          checked={isSelected}
          tabIndex={-1}
          aria-label={t("select.one", { title: titleOf(grid.object, record) })}
          onClick={(event) => grid.select(record, event.shiftKey)}
        />
      </div>
      {grid.columns.map((field, column) => (
        <Cell key={field.name} row={row} record={record} field={field} column={column} isActive={isActive && activeColumn === column} editing={editing} />
      ))}
      <div role="presentation" />
    </div>
  );
});
