import { Link } from "@tanstack/react-router";
import { Tooltip } from "antd";
import type { ReferenceValue } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { listOperators } from "../filter/periods";
import styles from "../fields.module.css";
import type { DisplayProps, FieldUi, FilterInputProps, InputProps, Wording } from "../types";
import { asReference, asReferences } from "../values";
import { useNamed } from "./lookup";
import { ReferencePicker } from "./ReferencePicker";

/** The name of a referred record, and the way to it. */
export function RecordName({ object, reference }: { object: string; reference: ReferenceValue }) {
  const { t } = useTranslation("fields");
  const named = useNamed(object, [reference]).get(reference.id);
  if (!named?.title) return <span className={styles.hidden}>{t("hidden")}</span>;
  const { title, isDeleted } = named;
  if (isDeleted) {
    return (
      <Tooltip title={t("inBin")}>
        <s className={styles.gone}>
          {title}
          <span className="only-read-aloud"> ({t("inBin")})</span>
        </s>
      </Tooltip>
    );
  }
  // People have no page of their own that most may open.
  if (object === "user") return <span className={styles.line}>{title}</span>;
  return <Link className={styles.line} to={`/o/${object}/${reference.id}`}>{title}</Link>;
}

function ReferenceDisplay({ value, field }: DisplayProps) {
  const reference = asReference(value);
  return reference && <RecordName object={field.target ?? ""} reference={reference} />;
}

function ReferencesDisplay({ value, field }: DisplayProps) {
  return (
    <span className={styles.chips}>
      {asReferences(value).map((reference) => (
        <Chip key={reference.id}>
          <RecordName object={field.target ?? ""} reference={reference} />
        </Chip>
      ))}
    </span>
  );
}

function inputOf(isMultiple: boolean) {
  return function ReferenceInput({ value, field, onChange, ...rest }: InputProps) {
    return (
      <ReferencePicker
        {...rest}
        target={field.target ?? ""}
        label={field.label}
        value={asReferences(value)}
        onChange={(next) => onChange(isMultiple ? next : (next[0] ?? null))}
        isMultiple={isMultiple}
        mayClear={!field.required}
      />
    );
  };
}

/** Filters hold bare ids, which the address of a view can carry. */
function ReferenceFilter({ value, field, operator, onChange }: FilterInputProps) {
  const isMultiple = listOperators.has(operator);
  return (
    <ReferencePicker
      target={field.target ?? ""}
      label={field.label}
      value={asReferences(value)}
      onChange={(next) => onChange(isMultiple ? next.map(({ id }) => id) : (next[0]?.id ?? null))}
      isMultiple={isMultiple}
      offersMe={field.target === "user"}
    />
  );
}

function plain(value: unknown, _field: unknown, { t }: Wording): string {
  return asReferences(value).map(({ id, title }) => title ?? (id === "me" ? t("fields:me") : t("fields:hidden"))).join(", ");
}

export const reference: FieldUi = {
  Display: ReferenceDisplay,
  Input: inputOf(false),
  FilterInput: ReferenceFilter,
  align: "start",
  width: 10,
  editing: "choosing",
  plain,
  toWire: (value) => asReference(value)?.id ?? null,
};
export const multiReference: FieldUi = {
  ...reference,
  Display: ReferencesDisplay,
  Input: inputOf(true),
  editing: "leaving",
  toWire: (value) => asReferences(value).map(({ id }) => id),
};
