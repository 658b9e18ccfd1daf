import { Select } from "antd";
import { useTranslation } from "@/i18n";
import styles from "./imports.module.css";
import type { Import, ImportSettings } from "./imports";

const encodings = ["utf-8", "utf-8-sig", "gbk", "gb18030", "big5", "utf-16", "windows-1252"];

interface FileSettingsProps {
  made: Import;
  onChoose: (settings: ImportSettings) => void;
}

/** How the file is to be read: its sheet, or its encoding and delimiter. */
export function FileSettings({ made, onChoose }: FileSettingsProps) {
  const { t } = useTranslation("imports");
  const delimiters = [
    { value: ",", label: t("delimiter.comma") },
    { value: ";", label: t("delimiter.semicolon") },
    { value: "\t", label: t("delimiter.tab") },
    { value: "|", label: t("delimiter.bar") },
  ];
  const known = [...new Set([...(made.encoding ? [made.encoding] : []), ...encodings])];
  return (
    <>
      {made.sheets.length > 1 && (
        <label className={styles.setting}>
          <span>{t("file.sheet")}</span>
          <Select
            value={made.sheet ?? made.sheets[0]}
            options={made.sheets.map((sheet) => ({ value: sheet, label: sheet }))}
            onChange={(sheet: string) => onChoose({ sheet })}
            aria-label={t("file.sheet")}
          />
        </label>
      )}
      {made.encoding && (
        <label className={styles.setting}>
          <span>{t("file.encoding")}</span>
          <Select
            value={made.encoding}
            options={known.map((value) => ({ value, label: value.toUpperCase() }))}
            onChange={(encoding: string) => onChoose({ encoding })}
            aria-label={t("file.encoding")}
          />
        </label>
      )}
      {made.delimiter && (
        <label className={styles.setting}>
          <span>{t("file.delimiter")}</span>
          <Select
            value={made.delimiter}
            options={delimiters}
            onChange={(delimiter: string) => onChoose({ delimiter })}
            aria-label={t("file.delimiter")}
          />
        </label>
      )}
    </>
  );
}
