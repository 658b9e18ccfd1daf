import { memo } from "react";
import styles from "./fields.module.css";
import { MaskedValue } from "./MaskedValue";
import { fieldUi } from "./registry";
import type { DisplayProps } from "./types";
import { isEmpty } from "./values";

interface FieldDisplayProps extends DisplayProps {
  /** Stands where there is no value; nothing if not given. */
  empty?: string;
}

/** Shows any field's value. */
export const FieldDisplay = memo(function FieldDisplay({ value, field, record, empty }: FieldDisplayProps) {
  if (isEmpty(value)) return empty ? <span className={styles.hidden}>{empty}</span> : null;
  const around = record ? { record } : {};
  const { Display } = fieldUi(field);
  if (field.level !== "masked") return <Display value={value} field={field} {...around} />;
  const show = (revealed: unknown) => <Display value={revealed} field={{ ...field, level: "read" }} {...around} />;
  return <MaskedValue value={value} field={field} show={show} {...around} />;
});
