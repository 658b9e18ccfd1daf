import { memo } from "react";
import styles from "./fields.module.css";
import { fieldUi } from "./registry";
import type { DisplayProps } from "./types";
import { asText, isEmpty } from "./values";

interface FieldDisplayProps extends DisplayProps {
  /** Stands where there is no value; nothing if not given. */
  empty?: string;
}

/** Shows any field's value. */
export const FieldDisplay = memo(function FieldDisplay({ value, field, record, empty }: FieldDisplayProps) {
  if (isEmpty(value)) return empty ? <span className={styles.hidden}>{empty}</span> : null;
  if (field.level === "masked") return <span className={styles.line}>{asText(value)}</span>;
  const { Display } = fieldUi(field);
  return <Display value={value} field={field} {...(record ? { record } : {})} />;
});
