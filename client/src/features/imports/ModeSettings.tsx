import { Checkbox, Select } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { Segments } from "@/ui/kit/Segments";
import { Choice } from "./Choice";
import styles from "./imports.module.css";
import { duplicateChoices, emptyChoices, keyFields, modes, repeatedChoices, type ImportSettings } from "./imports";
import { external, identity } from "./targets";
import { duplicateTexts, emptyTexts, modeTexts, repeatedTexts } from "./words";

function useKeyOptions(object: ObjectMeta, { keys = [], mapping = [] }: ImportSettings): { value: string; label: string }[] {
  const { t } = useTranslation("imports");
  const ids = [{ value: external, label: t("target.external") }, { value: identity, label: t("target.identity") }];
  const isOffered = (name: string) => keys.includes(name) || mapping.some((each) => each.field === name);
  const named = keyFields(object).map((field) => ({ value: field.name, label: field.label }));
  return [...ids.filter(({ value }) => isOffered(value)), ...named];
}

interface ModeSettingsProps {
  object: ObjectMeta;
  settings: ImportSettings;
  onChange: (part: ImportSettings) => void;
}

/** What shall happen with the rows: create, change, or both; and with those that look like a record that exists. */
export function ModeSettings({ object, settings, onChange }: ModeSettingsProps) {
  const { t } = useTranslation("imports");
  const keyOptions = useKeyOptions(object, settings);
  const mode = settings.mode ?? "create";
  const changes = mode !== "create" || settings.on_duplicate === "update";
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
            options={keyOptions}
            onChange={(keys: string[]) => onChange({ keys })}
            placeholder={t("mode.keysPlaceholder")}
            aria-label={t("mode.keys")}
            className={styles.wideSelect}
          />
        </label>
      )}
      {mode !== "update" && (
        <Choice
          label={t("duplicate.title")}
          value={settings.on_duplicate ?? "refuse"}
          options={duplicateChoices.map((value) => ({ value, label: t(duplicateTexts[value]) }))}
          onChange={(value) => onChange({ on_duplicate: value })}
        />
      )}
      {changes && (
        <Choice
          label={t("emptyCells.title")}
          value={settings.empty_cells ?? "keep"}
          options={emptyChoices.map((value) => ({ value, label: t(emptyTexts[value]) }))}
          onChange={(value) => onChange({ empty_cells: value })}
        />
      )}
      <Choice
        label={t("repeated.title")}
        value={settings.duplicate_rows ?? "keep"}
        options={repeatedChoices.map((value) => ({ value, label: t(repeatedTexts[value]) }))}
        onChange={(value) => onChange({ duplicate_rows: value })}
      />
      <Checkbox
        checked={settings.create_references ?? false}
        onChange={(event) => onChange({ create_references: event.target.checked })}
      >
        {t("createReferences")}
      </Checkbox>
    </div>
  );
}
