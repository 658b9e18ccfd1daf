import type { ReactNode } from "react";
import styles from "./shape.module.css";

interface RowProps {
  label: string;
  hint?: string | undefined;
  faults?: readonly string[];
  children: ReactNode;
}

/** A labelled part of a settings form, with what is wrong with it. */
export function Row({ label, hint, faults = [], children }: RowProps) {
  return (
    <div className={styles.row} role="group" aria-label={label}>
      <span className={styles.label}>{label}</span>
      {children}
      {faults.map((fault) => (
        <p key={fault} className={styles.fault} role="alert">
          {fault}
        </p>
      ))}
      {hint && <p className={styles.hint}>{hint}</p>}
    </div>
  );
}
