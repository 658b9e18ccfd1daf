import { Checkbox, Select } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { Segments } from "@/ui/kit/Segments";
import styles from "./imports.module.css";
import { duplicateChoices, keyFields, modes, type ImportSettings } from "./imports";
import { duplicateTexts, modeTexts } from "./words";

interface ModeSettingsProps {
  object: ObjectMeta;
  settings: ImportSettings;
  onChange: (part: ImportSettings) => void;
}

/** What shall happen with the rows: create, change, or both; and with those that look like a record that exists. */
export function ModeSettings({ object, settings, onChange }: ModeSettingsProps) {
  const { t } = useTranslation("imports");
  const mode = settings.mode ?? "create";
  return (
    <div className={styles.settings}>
      <Segments
        label={t("mode.title")}
        value={mode}
        options={modes.map((value) => ({ value, label: t(modeTexts[value]) }))}
        onChange={(value) => onChange({ mode: value })}
      />
      {mode !== "create" && (
        <label className={styles.setting}>
          <span>{t("mode.keys")}</span>
          <Select
            mode="multiple"
            value={settings.keys ?? []}
            options={keyFields(object).map((field) => ({ value: field.name, label: field.label }))}
            onChange={(keys: string[]) => onChange({ keys })}
            placeholder={t("mode.keysPlaceholder")}
            aria-label={t("mode.keys")}
            className={styles.wideSelect}
          />
        </label>
      )}
      {mode !== "update" && (
        <label className={styles.setting}>
          <span>{t("duplicate.title")}</span>
          <Select
            value={settings.on_duplicate ?? "refuse"}
            options={duplicateChoices.map((value) => ({ value, label: t(duplicateTexts[value]) }))}
            onChange={(value) => onChange({ on_duplicate: value })}
            aria-label={t("duplicate.title")}
            className={styles.wideSelect}
          />
        </label>
      )}
      <Checkbox
        checked={settings.create_references ?? false}
        onChange={(event) => onChange({ create_references: event.target.checked })}
      >
        {t("createReferences")}
      </Checkbox>
    </div>
  );
}
