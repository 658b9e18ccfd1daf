import { Select } from "antd";
import styles from "./imports.module.css";

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  options: { value: Value; label: string }[];
  onChange: (value: Value) => void;
}

/** One of a few settings, under its name. */
export function Choice<Value extends string>({ label, ...rest }: ChoiceProps<Value>) {
  return (
    <label className={styles.setting}>
      <span>{label}</span>
      <Select<Value> {...rest} aria-label={label} className={styles.wideSelect} />
    </label>
  );
}
