import { useQueryClient } from "@tanstack/react-query";
import { currentLanguage, languageNames, languages, useTranslation } from "@/i18n";
import { Segments } from "@/ui/kit/Segments";
import { densityChoices, fontSizeChoices, setPreferences, themeChoices, usePreferences } from "@/ui/theme/preferences";
import { changeLanguage } from "../personal";
import styles from "./AppearanceChoices.module.css";

/** Language, theme, font size and density; each acts at once. */
export function AppearanceChoices() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const chosen = usePreferences();
  return (
    <div className={styles.choices}>
      <Segments
        label={t("menu.language")}
        value={currentLanguage()}
        options={languages.map((value) => ({ value, label: languageNames[value], lang: value }))}
        onChange={(language) => void changeLanguage(client, language)}
      />
      <Segments
        label={t("menu.theme")}
        value={chosen.theme}
        options={themeChoices.map((value) => ({ value, label: t(`theme.${value}`) }))}
        onChange={(theme) => setPreferences({ theme })}
      />
      <Segments
        label={t("menu.fontSize")}
        value={chosen.fontSize}
        options={fontSizeChoices.map((value) => ({ value, label: value }))}
        onChange={(fontSize) => setPreferences({ fontSize })}
      />
      <Segments
        label={t("menu.density")}
        value={chosen.density}
        options={densityChoices.map((value) => ({ value, label: t(`density.${value}`) }))}
        onChange={(density) => setPreferences({ density })}
      />
    </div>
  );
}
