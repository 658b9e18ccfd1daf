import { Input, type InputProps } from "antd";
import { useId } from "react";
import styles from "./LabelledInput.module.css";

interface LabelledInputProps extends Omit<InputProps, "id" | "status"> {
  label: string;
  /** What is wrong, said beside the input and read with it. */
  error?: string | undefined;
  hint?: string;
  isSecret?: boolean;
}

/** A text input with its label above and its error below. */
export function LabelledInput({ label, error, hint, isSecret = false, ...input }: LabelledInputProps) {
  const id = useId();
  const remark = error ?? hint;
  const Control = isSecret ? Input.Password : Input;
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Control
        {...input}
        id={id}
        status={error ? "error" : ""}
        aria-invalid={error ? true : undefined}
        aria-describedby={remark ? `${id}-remark` : undefined}
      />
      {remark && (
        <span id={`${id}-remark`} className={error ? styles.error : styles.hint} role={error ? "alert" : undefined}>
          {remark}
        </span>
      )}
    </div>
  );
}
