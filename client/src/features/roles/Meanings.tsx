import { useTranslation } from "@/i18n";
import { rights } from "./grants";
import styles from "./roles.module.css";
import { rightHints, rightTexts } from "./words";

/** What each column of the rights means, for whoever sets them the first time. */
export function Meanings() {
  const { t } = useTranslation("roles");
  const parts = [
    ...rights.map((right) => [t(rightTexts[right]), t(rightHints[right])]),
    [t("readScope"), t("readScopeHint")],
    [t("editScope"), t("editScopeHint")],
    [t("fieldLevels"), t("fieldLevelsHint")],
  ];
  return (
    <details className={styles.meanings}>
      <summary>{t("meanings")}</summary>
      <dl>
        {parts.map(([name, hint]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{hint}</dd>
          </div>
        ))}
      </dl>
    </details>
  );
}
