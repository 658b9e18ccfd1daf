import { useId, type ReactNode } from "react";
import styles from "./Segments.module.css";

interface SegmentsProps<T extends string | number> {
  label: string;
  /** The label is only read aloud. */
  isLabelHidden?: boolean;
  value: T;
  options: readonly { value: T; label: ReactNode; lang?: string }[];
  onChange: (value: T) => void;
}

/** A few choices side by side, of which one holds: radio buttons that look like one control. */
export function Segments<T extends string | number>({ label, isLabelHidden = false, value, options, onChange }: SegmentsProps<T>) {
  const name = useId();
  return (
    <fieldset className={styles.segments}>
      <legend className={isLabelHidden ? "only-read-aloud" : undefined}>{label}</legend>
      <div className={styles.row}>
        {options.map((option) => (
          <label key={option.value} lang={option.lang}>
            <input type="radio" name={name} checked={option.value === value} onChange={() => onChange(option.value)} />
            <span>{option.label}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}
