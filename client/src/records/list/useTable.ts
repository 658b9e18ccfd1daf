import { useNavigate } from "@tanstack/react-router";
import { useState, type KeyboardEvent } from "react";
import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import { may } from "@/api/session";
import { isWritable } from "@/fields/registry";
import { recordAddress } from "@/ui/addresses";
import { showToast } from "@/ui/toast/toasts";
import { leaveTrail } from "../page/trail";
import type { ShownView } from "../views/useView";
import { whyFixed } from "./fixed";
import type { Editing, GridActions } from "./GridContext";
import type { Items } from "./items";
import type { Section } from "./sections";
import { movedCursor, stepFrom, useCursor } from "./useCursor";
import { useLateCall } from "./useLateCall";
import { useRecordEdit } from "./useRecordEdit";
import type { Selection } from "./useSelection";
import { both } from "../filter/tree";

/** For so long a click on what can be edited waits for a second one, in milliseconds. */
const doubleClick = 220;

interface TableParts {
  object: ObjectMeta;
  view: ShownView;
  items: Items;
  columns: FieldMeta[];
  selection: Selection;
}

/** Opens a record's page and remembers the list, so that the page leads on to the next record. */
export function useOpenPage(object: ObjectMeta, view: ShownView, records: readonly WireRecord[], total: number | null) {
  const navigate = useNavigate();
  return (id: string) => {
    leaveTrail(object.name, { address: location.pathname + location.search, label: view.tab.label, ids: records.map((record) => record.id), total });
    void navigate(recordAddress(object.name, id));
  };
}

/** Everything that happens in a table: moving, choosing, editing, opening. */
export function useTable({ object, view, items, columns, selection }: TableParts) {
  const { cursor, setCursor } = useCursor(items.items);
  const [editing, setEditing] = useState<Editing | null>(null);
  const edit = useRecordEdit(object);
  const { callLater, callOff } = useLateCall(doubleClick);
  const openPage = useOpenPage(object, view, items.records, items.total);
  const mayEdit = may(object, "edit");
  const order = items.records.map((record) => record.id);
  const itemAt = (row: number) => items.items[row];
  const recordAt = (row: number) => {
    const item = itemAt(row);
    return item?.kind === "record" ? item.record : undefined;
  };
  const editable = columns.flatMap((field, place) => (isWritable(field) ? [place] : []));
  const isEditable = (column: number) => mayEdit && editable.includes(column);

  const startEditing = (row: number, column: number) => {
    const record = recordAt(row);
    const field = columns[column];
    callOff();
    const fixed = whyFixed(object, field, record);
    if (fixed) showToast({ text: fixed });
    if (!record || !field || fixed) return;
    setCursor({ row, column });
    setEditing({ id: record.id, field: field.name });
  };
  const moveTo = (row: number, column: number | null) => {
    setCursor({ row, column });
    const record = recordAt(row);
    if (view.open && record && record.id !== view.open) view.setSearch({ open: record.id });
  };
  const commit = (record: WireRecord, column: number, value: unknown, next: "stay" | "forward" | "back" | "down") => {
    const field = columns[column];
    if (!field) return;
    setEditing(null);
    void edit.save({ record, field, value });
    const row = items.items.findIndex((item) => item.kind === "record" && item.record.id === record.id);
    if (next === "down") moveTo(stepFrom(items.items, row, 1), column);
    const beside = next === "forward" ? editable.find((each) => each > column) : next === "back" ? editable.findLast((each) => each < column) : undefined;
    if (beside !== undefined) startEditing(row, beside);
  };
  const showAll = (section: Section) => view.change({ filter: both(view.state.filter, section.filter), group: null });
  const act = (row: number) => {
    const item = itemAt(row);
    if (item?.kind === "group") items.toggle(item.section);
    else if (item?.kind === "more") showAll(item.section);
    else if (cursor.column !== null && isEditable(cursor.column)) startEditing(row, cursor.column);
    else openRow(row);
  };
  const openRow = (row: number) => {
    const id = recordAt(row)?.id;
    if (id) openPage(id);
    return id !== undefined;
  };
  const preview = () => {
    const id = recordAt(cursor.row)?.id;
    view.setSearch({ open: id && id !== view.open ? id : undefined });
  };
  const editHere = () => {
    const column = cursor.column !== null && isEditable(cursor.column) ? cursor.column : editable[0];
    startEditing(cursor.row, column ?? 0);
  };
  const selectHere = () => {
    const id = recordAt(cursor.row)?.id;
    if (id) selection.toggle(id);
  };
  const escape = () => {
    if (cursor.column !== null) setCursor({ ...cursor, column: null });
    else if (selection.ids.size > 0 || selection.isAll) selection.clear();
    else return false;
    return true;
  };
  const acts: Record<string, () => unknown> = { Enter: () => act(cursor.row), " ": preview, F2: editHere, Escape: escape };
  /** Says whether the key meant something here. */
  const press = ({ key, target, ctrlKey, metaKey }: KeyboardEvent): boolean => {
    const isCommand = ctrlKey || metaKey;
    const moved = isCommand ? null : movedCursor(cursor, key, items.items, columns.length);
    if (moved) moveTo(moved.row, moved.column);
    else if (isCommand) return key === "Enter" && openRow(cursor.row);
    else if ((target as HTMLElement).closest("button, input")) return false;
    else return acts[key] !== undefined && acts[key]() !== false;
    return true;
  };
  const onKey = (event: KeyboardEvent) => {
    if (editing || event.altKey || event.nativeEvent.isComposing || !press(event)) return;
    event.preventDefault();
    event.stopPropagation();
  };
  const pick: GridActions["pick"] = (row, record, event, onEditable) => {
    callOff();
    setCursor({ row, column: null });
    if (event.shiftKey) selection.extend(record.id, order);
    else if (event.metaKey || event.ctrlKey) selection.toggle(record.id);
    else if (onEditable && !view.open) callLater(() => view.setSearch({ open: record.id }));
    else view.setSearch({ open: record.id });
  };
  const refusedHere = edit.refused ? { id: edit.refused.record.id, field: edit.refused.field.name, value: edit.refused.value, fault: edit.refused.message } : null;
  const cancel = () => {
    setEditing(null);
    edit.forget();
  };
  const actions: GridActions = {
    object,
    columns,
    measures: items.measures,
    pick,
    select: (record, isRange) => (isRange ? selection.extend(record.id, order) : selection.toggle(record.id)),
    edit: startEditing,
    commit,
    cancel,
    toggle: items.toggle,
    showAll,
  };
  return { cursor, editing: editing ?? refusedHere, edit, actions, onKey, openPage, moveTo, startEditing, editHere, selectHere };
}
