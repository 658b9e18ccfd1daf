import { Switch } from "antd";
import { useId } from "react";
import styles from "./company.module.css";
import { Remark } from "./Remark";

interface SwitchedSettingProps {
  label: string;
  hint: string;
  error: string | undefined;
  isOn: boolean;
  onChange: (isOn: boolean) => void;
}

/** A setting that is on or off, with what it means. */
export function SwitchedSetting({ label, hint, error, isOn, onChange }: SwitchedSettingProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <span>
        <Switch id={id} checked={isOn} aria-describedby={`${id}remark`} onChange={onChange} />
      </span>
      <Remark id={`${id}remark`} hint={hint} error={error} />
    </div>
  );
}
