import { useId } from "react";
import type { FieldMeta } from "@/api/meta";
import { FieldInput } from "@/fields/FieldInput";
import { useTranslation } from "@/i18n";
import { DuplicateName } from "./DuplicateName";
import styles from "./form.module.css";
import type { Duplicate } from "./saving";

interface FormFieldProps {
  field: FieldMeta;
  value: unknown;
  messages: readonly string[];
  /** Records that have the same value in this field. */
  lookalikes?: readonly Duplicate[];
  onChange: (value: unknown) => void;
  /** The id of the input, so that a summary can jump to it. */
  inputId: string;
  /** The heading above says the same as the label. */
  isNamed?: boolean;
}

const wide = new Set(["long_text", "rich_text", "address", "lines", "json", "location"]);

function Lookalikes({ found }: { found: readonly Duplicate[] }) {
  const { t } = useTranslation("form");
  if (found.length === 0) return null;
  return (
    <p className={styles.alike} role="status">
      {t("lookalikes")}{" "}
      {found.slice(0, 3).map((each, place) => (
        <span key={each.id ?? place}>
          {place > 0 && " · "}
          {each.id ? <a href={`/o/${each.object}/${each.id}`} target="_blank" rel="noreferrer">{each.title}</a> : <DuplicateName found={each} />}
        </span>
      ))}
    </p>
  );
}

/** One field of a form: label, input, hint, and what is wrong with it. */
export function FormField({ field, value, messages, lookalikes = [], onChange, inputId, isNamed = false }: FormFieldProps) {
  const { t } = useTranslation("form");
  const explains = useId();
  const isInvalid = messages.length > 0;
  return (
    <div className={styles.field} data-wide={wide.has(field.kind) || undefined} data-invalid={isInvalid || undefined}>
      <label className={isNamed ? styles.unseen : styles.label} htmlFor={inputId}>
        {field.label}
        {field.required && (
          <span className={styles.required} title={t("requiredMark")} aria-label={t("requiredMark")}>
            *
          </span>
        )}
      </label>
      <FieldInput
        id={inputId}
        field={field}
        value={value}
        onChange={onChange}
        isInvalid={isInvalid}
        describedBy={explains}
      />
      <div id={explains}>
        {messages.map((message) => (
          <p key={message} className={styles.fault}>
            {message}
          </p>
        ))}
        <Lookalikes found={lookalikes} />
        {field.hint && !isInvalid && <p className={styles.hint}>{field.hint}</p>}
      </div>
    </div>
  );
}
