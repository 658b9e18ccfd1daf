import { Input } from "antd";
import { useTranslation } from "@/i18n";
import styles from "./imports.module.css";

interface SystemInputProps {
  label: string;
  value: string;
  onChange: (system: string) => void;
}

/** The name of the other system whose ids a column has. */
export function SystemInput({ label, value, onChange }: SystemInputProps) {
  const { t } = useTranslation("imports");
  return (
    <Input
      value={value}
      onChange={(event) => onChange(event.target.value)}
      placeholder={t("target.system")}
      aria-label={label}
      status={value.trim() ? "" : "warning"}
      maxLength={100}
      className={styles.system}
    />
  );
}
