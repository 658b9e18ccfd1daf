import { Input } from "antd";
import { languageNames, languages } from "@/i18n";
import type { Labels } from "./shape";
import styles from "./shape.module.css";

interface LabelsInputProps {
  label: string;
  value: Labels;
  onChange: (labels: Labels) => void;
}

/** The same words in each language. */
export function LabelsInput({ label, value, onChange }: LabelsInputProps) {
  return (
    <div className={styles.labels}>
      {languages.map((language) => (
        <Input
          key={language}
          lang={language}
          value={value[language] ?? ""}
          onChange={(event) => onChange({ ...value, [language]: event.target.value })}
          prefix={<span className={styles.language}>{languageNames[language]}</span>}
          aria-label={`${label}, ${languageNames[language]}`}
        />
      ))}
    </div>
  );
}
