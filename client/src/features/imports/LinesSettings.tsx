import { Checkbox, Select } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { inSentence } from "@/ui/format/words";
import { Choice } from "./Choice";
import styles from "./imports.module.css";
import { differingChoices, type Import, type ImportSettings } from "./imports";
import { likelyGrouping, withoutLines } from "./targets";
import { differingTexts } from "./words";

interface LinesSettingsProps {
  made: Import;
  object: ObjectMeta;
  settings: Required<Pick<ImportSettings, "lines" | "mapping" | "constants">>;
  onChange: (part: ImportSettings) => void;
}

/** Whether several rows are one record with lines, and which of them belong together. */
export function LinesSettings({ made, object, settings, onChange }: LinesSettingsProps) {
  const { t } = useTranslation("imports");
  const { lines, mapping, constants } = settings;
  const one = inSentence(object.label);
  const turn = (isOn: boolean) =>
    onChange(
      isOn
        ? { lines: { by: likelyGrouping(object, mapping), differing: "refuse" } }
        : { lines: null, mapping: withoutLines(mapping), constants: withoutLines(constants) },
    );
  return (
    <div className={styles.lines}>
      <Checkbox checked={lines !== null} onChange={(event) => turn(event.target.checked)}>
        {t("lines.several", { object: one })}
      </Checkbox>
      {lines && (
        <>
          <div className={styles.settings}>
            <label className={styles.setting}>
              <span>{t("lines.by")}</span>
              <Select
                mode="multiple"
                value={lines.by}
                options={made.headers.map((header, value) => ({ value, label: header || t("mapping.noHeader", { number: value + 1 }) }))}
                onChange={(by: number[]) => onChange({ lines: { ...lines, by } })}
                placeholder={t("lines.byPlaceholder")}
                showSearch={{ optionFilterProp: "label" }}
                aria-label={t("lines.by")}
                className={styles.wideSelect}
              />
            </label>
            <Choice
              label={t("lines.differing", { object: one })}
              value={lines.differing ?? "refuse"}
              options={differingChoices.map((value) => ({ value, label: t(differingTexts[value]) }))}
              onChange={(differing) => onChange({ lines: { ...lines, differing } })}
            />
          </div>
          <p className={styles.quiet}>{t("lines.explained", { object: one })}</p>
        </>
      )}
    </div>
  );
}
