import { createContext, use } from "react";
import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import type { Section } from "./sections";
import type { Measure } from "./useRecords";

/** The cell that is being edited. */
export interface Editing {
  id: string;
  field: string;
  /** What was typed in the try that was refused. */
  value?: unknown;
  fault?: string;
}

/** What all lines of a table share. */
export interface GridActions {
  object: ObjectMeta;
  columns: FieldMeta[];
  measures: Measure[];
  /** A click on a row; on a cell that can be edited a second one may follow. */
  pick: (row: number, record: WireRecord, event: { shiftKey: boolean; metaKey: boolean; ctrlKey: boolean }, onEditable: boolean) => void;
  select: (record: WireRecord, isRange: boolean) => void;
  edit: (row: number, column: number) => void;
  commit: (record: WireRecord, column: number, value: unknown, next: "stay" | "forward" | "back" | "down") => void;
  cancel: () => void;
  toggle: (section: Section) => void;
  showAll: (section: Section) => void;
}

export const GridContext = createContext<GridActions | null>(null);

export function useGrid(): GridActions {
  const actions = use(GridContext);
  if (!actions) throw new Error("A line of a table stands outside of it.");
  return actions;
}
