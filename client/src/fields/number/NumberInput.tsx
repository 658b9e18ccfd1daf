import { Input } from "antd";
import { useState, type ReactNode } from "react";
import type { InputProps } from "../types";
import { asText } from "../values";
import { exactNumber } from "./exact";

export interface NumberInputProps extends InputProps {
  prefix?: ReactNode;
  suffix?: ReactNode;
  /** What typed text means; null where it means nothing yet. */
  read?: (typed: string) => string | number | null;
  /** How a value is written before a person types. */
  write?: (value: unknown) => string;
}

/** Keeps what is typed and tells what it means; text that means nothing goes on as it is, and the server says what is wrong. */
export function NumberInput({ value, field, onChange, id, isInvalid, disabled, describedBy, prefix, suffix, read = exactNumber, write = asText }: NumberInputProps) {
  const [typed, setTyped] = useState<string | null>(null);
  const meaning = typed === null ? null : read(typed);
  const isMine = typed !== null && (meaning === null ? asText(value) === typed : asText(value) === asText(meaning));
  const change = (text: string) => {
    setTyped(text);
    onChange(text.trim() === "" ? null : (read(text) ?? text));
  };
  return (
    <Input
      id={id}
      inputMode="decimal"
      autoComplete="off"
      value={isMine || (typed?.trim() === "" && value === null) ? (typed ?? "") : write(value)}
      onChange={(event) => change(event.target.value)}
      onBlur={() => setTyped(null)}
      prefix={prefix}
      suffix={suffix}
      status={isInvalid ? "error" : ""}
      disabled={disabled}
      style={{ fontVariantNumeric: "tabular-nums" }}
      aria-label={id ? undefined : field.label}
      aria-describedby={describedBy}
      aria-invalid={isInvalid}
    />
  );
}
