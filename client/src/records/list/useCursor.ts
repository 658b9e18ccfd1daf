import { useState } from "react";
import type { Item } from "./items";

export interface Cursor {
  row: number;
  /** The chosen cell of the row; none while the whole row is chosen. */
  column: number | null;
}

const stepOf: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 };

/** The next line in a direction that is not still waiting for its record. */
export function stepFrom(items: readonly Item[], row: number, step: number): number {
  const last = items.findLastIndex((item) => item.kind !== "waiting");
  return Math.max(0, Math.min(last, row + step));
}

/** Where a key leads, or nothing where it does not move. */
export function movedCursor(cursor: Cursor, key: string, items: readonly Item[], columns: number): Cursor | null {
  const step = stepOf[key];
  if (step !== undefined) return { ...cursor, row: stepFrom(items, cursor.row, step) };
  if (key === "Home") return { ...cursor, row: 0 };
  if (key === "End") return { ...cursor, row: stepFrom(items, items.length - 1, 0) };
  if (key === "ArrowRight") return { ...cursor, column: Math.min(columns - 1, (cursor.column ?? -1) + 1) };
  if (key !== "ArrowLeft" || cursor.column === null) return null;
  return { ...cursor, column: cursor.column === 0 ? null : cursor.column - 1 };
}

/** The cursor stays with its record when the list moves under it. */
export function useCursor(items: readonly Item[]) {
  const [kept, setKept] = useState<Cursor & { key: string | undefined }>({ row: 0, column: null, key: undefined });
  const isThere = kept.key === undefined || items[kept.row]?.key === kept.key;
  const found = isThere ? kept.row : items.findIndex((item) => item.key === kept.key);
  const row = found < 0 ? Math.min(kept.row, Math.max(0, items.length - 1)) : found;
  const setCursor = (next: Cursor) => setKept({ ...next, key: items[next.row]?.key });
  return { cursor: { row, column: kept.column }, setCursor };
}
