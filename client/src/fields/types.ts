import type { ComponentType } from "react";
import type { FieldMeta, WireRecord } from "@/api/meta";
import type { TFunction } from "@/i18n";
import type { Format } from "@/ui/format/FormatContext";

/** Shows a value in a cell, a fact or a card. */
export interface DisplayProps {
  value: unknown;
  field: FieldMeta;
  /** The record around the value, where there is one. */
  record?: WireRecord;
}

/** Takes a value in a form; the same component stands in a cell while it is edited. */
export interface InputProps {
  value: unknown;
  field: FieldMeta;
  onChange: (value: unknown) => void;
  id?: string;
  isInvalid?: boolean;
  disabled?: boolean;
  /** Names what explains the input, such as its hint or error. */
  describedBy?: string;
  /** Opens by itself what can be opened: in a cell the choice was already to edit. */
  startsOpen?: boolean;
}

/** Takes the value that a filter compares with; lists for `in` and its like. */
export interface FilterInputProps {
  value: unknown;
  field: FieldMeta;
  operator: string;
  onChange: (value: unknown) => void;
}

/** What is needed to write a value as text. */
export interface Wording {
  format: Format;
  t: TFunction;
}

export interface FieldUi {
  Display: ComponentType<DisplayProps>;
  Input: ComponentType<InputProps>;
  FilterInput: ComponentType<FilterInputProps>;
  align: "start" | "end";
  /** The width of a column at first, in rem. */
  width: number;
  /** How a cell's editor ends: `typing` by Enter, `choosing` as soon as something is chosen, `leaving` when the focus goes, `form` by its own buttons. */
  editing: "typing" | "choosing" | "leaving" | "form" | "none";
  /** The value as plain text, for names, chips and reading aloud. */
  plain: (value: unknown, field: FieldMeta, wording: Wording) => string;
  /** The value as the server takes it. */
  toWire?: (value: unknown) => unknown;
}
