import styles from "../fields.module.css";
import type { DisplayProps, FieldUi, InputProps } from "../types";
import { asText } from "../values";
import { Prose, proseText } from "./Prose";
import { ProseInput } from "./ProseInput";
import { TextFilter } from "./text";
import { GrowingText } from "@/ui/kit/GrowingText";

function LongTextDisplay({ value }: DisplayProps) {
  return <span className={styles.paragraph}>{asText(value)}</span>;
}

function LongTextInput({ value, field, onChange, id, isInvalid, disabled, describedBy }: InputProps) {
  return (
    <GrowingText
      id={id}
      value={asText(value)}
      onChange={(event) => onChange(event.target.value)}
      rows={3}
      most={14}
      status={isInvalid ? "error" : ""}
      disabled={disabled}
      maxLength={field.max_length ?? undefined}
      aria-label={id ? undefined : field.label}
      aria-describedby={describedBy}
      aria-invalid={isInvalid}
    />
  );
}

function ProseDisplay({ value }: DisplayProps) {
  return <Prose text={asText(value)} />;
}

function jsonText(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value, null, 2);
}

function JsonDisplay({ value }: DisplayProps) {
  return <code className={styles.code}>{jsonText(value)}</code>;
}

function JsonInput(props: InputProps) {
  return <LongTextInput {...props} value={jsonText(props.value)} />;
}

/** Text that reads as JSON becomes what it says; other text goes to the server as it is, which refuses it beside the field. */
function jsonValue(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

export const longText: FieldUi = {
  Display: LongTextDisplay,
  Input: LongTextInput,
  FilterInput: TextFilter,
  align: "start",
  width: 16,
  editing: "form",
  plain: asText,
};
export const richText: FieldUi = { ...longText, Display: ProseDisplay, Input: ProseInput, plain: proseText };
export const json: FieldUi = { ...longText, Display: JsonDisplay, Input: JsonInput, plain: jsonText, toWire: jsonValue };
