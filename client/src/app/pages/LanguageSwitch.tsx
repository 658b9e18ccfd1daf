import { useQueryClient } from "@tanstack/react-query";
import { currentLanguage, languageNames, languages, useTranslation } from "@/i18n";
import { changeLanguage } from "../personal";
import styles from "./LanguageSwitch.module.css";

/** The three languages by their own names. */
export function LanguageSwitch({ onChoose }: { onChoose?: () => void }) {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const current = currentLanguage();
  return (
    <div className={styles.switch} role="group" aria-label={t("menu.language")}>
      {languages.map((language) => (
        <button
          key={language}
          type="button"
          lang={language}
          aria-pressed={language === current}
          onClick={() => {
            onChoose?.();
            void changeLanguage(client, language);
          }}
        >
          {languageNames[language]}
        </button>
      ))}
    </div>
  );
}
