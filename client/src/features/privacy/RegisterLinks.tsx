import { apiAddress } from "@/api/client";
import { useTranslation } from "@/i18n";
import styles from "./privacy.module.css";

/** The whole register, to print and for programs. */
export function RegisterLinks() {
  const { t } = useTranslation("privacy");
  return (
    <ul className={styles.list}>
      <li>
        <a href={apiAddress("/privacy/register", { format: "html" })} target="_blank" rel="noreferrer">{t("register.html")}</a>
      </li>
      <li>
        <a href={apiAddress("/privacy/register")} download="register.json">{t("register.json")}</a>
      </li>
    </ul>
  );
}
