import { Input } from "antd";
import { languageNames, languages, useTranslation } from "@/i18n";
import type { Labels } from "./shape";
import styles from "./shape.module.css";

interface LabelsInputProps {
  label: string;
  value: Labels;
  onChange: (labels: Labels) => void;
  /** The texts of the languages that are left empty stay as they are. */
  isChange?: boolean;
}

/** The same words in each language. */
export function LabelsInput({ label, value, onChange, isChange = false }: LabelsInputProps) {
  const { t } = useTranslation("shape");
  return (
    <div className={styles.labels}>
      {languages.map((language) => (
        <Input
          key={language}
          lang={language}
          value={value[language] ?? ""}
          onChange={(event) => onChange({ ...value, [language]: event.target.value })}
          prefix={<span className={styles.language}>{languageNames[language]}</span>}
          placeholder={isChange ? t("unchanged") : ""}
          aria-label={`${label}, ${languageNames[language]}`}
        />
      ))}
    </div>
  );
}
