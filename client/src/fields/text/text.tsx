import { Input } from "antd";
import { useTranslation } from "@/i18n";
import { FilterWords } from "../filter/FilterWords";
import { listOperators } from "../filter/periods";
import styles from "../fields.module.css";
import type { DisplayProps, FieldUi, FilterInputProps, InputProps } from "../types";
import { asText } from "../values";
import { phoneText } from "./phone";

function TextDisplay({ value }: DisplayProps) {
  return <span className={styles.line}>{asText(value)}</span>;
}

function EmailDisplay({ value }: DisplayProps) {
  const address = asText(value);
  return <a className={styles.line} href={`mailto:${address}`}>{address}</a>;
}

function PhoneDisplay({ value }: DisplayProps) {
  const number = asText(value);
  return <a className={styles.line} href={`tel:${number}`}>{phoneText(number)}</a>;
}

const webAddress = /^https?:\/\//i;

function UrlDisplay({ value, field }: DisplayProps) {
  const address = asText(value);
  if (!webAddress.test(address)) return <TextDisplay value={value} field={field} />;
  const shown = address.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
  return <a className={styles.line} href={address} target="_blank" rel="noopener noreferrer">{shown}</a>;
}

type Typed = { type: "text" | "email" | "tel" | "url"; autoComplete?: string };

function inputOf({ type }: Typed) {
  return function TextInput({ value, field, onChange, id, isInvalid, disabled, describedBy }: InputProps) {
    return (
      <Input
        id={id}
        type={type === "url" ? "text" : type}
        inputMode={type}
        autoComplete="off"
        value={asText(value)}
        onChange={(event) => onChange(event.target.value)}
        status={isInvalid ? "error" : ""}
        disabled={disabled}
        maxLength={field.max_length ?? undefined}
        aria-label={id ? undefined : field.label}
        aria-describedby={describedBy}
        aria-invalid={isInvalid}
      />
    );
  };
}

export function TextFilter({ value, field, operator, onChange }: FilterInputProps) {
  const { t } = useTranslation("fields");
  if (listOperators.has(operator)) return <FilterWords value={value} field={field} onChange={onChange} />;
  return <Input value={asText(value)} onChange={(event) => onChange(event.target.value)} aria-label={field.label} placeholder={t("filter.text")} />;
}

const base: FieldUi = {
  Display: TextDisplay,
  Input: inputOf({ type: "text" }),
  FilterInput: TextFilter,
  align: "start",
  width: 12,
  editing: "typing",
  plain: asText,
};

export const text: FieldUi = base;
export const email: FieldUi = { ...base, Display: EmailDisplay, Input: inputOf({ type: "email" }), width: 14 };
export const phone: FieldUi = { ...base, Display: PhoneDisplay, Input: inputOf({ type: "tel" }), width: 9.5, plain: phoneText };
export const url: FieldUi = { ...base, Display: UrlDisplay, Input: inputOf({ type: "url" }), width: 13 };
export const identityNumber: FieldUi = { ...base, width: 12 };
export const autoNumber: FieldUi = { ...base, width: 8, editing: "none" };
