import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import styles from "./privacy.module.css";
import { RegisterLinks } from "./RegisterLinks";

/** Leads from one activity to the document of all. */
export default function RegisterPanel() {
  const { t } = useTranslation("privacy");
  return (
    <Card title={t("register.title")}>
      <p className={styles.hint}>{t("register.text")}</p>
      <RegisterLinks />
    </Card>
  );
}
