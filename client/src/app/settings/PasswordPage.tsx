import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { showToast } from "@/ui/toast/toasts";
import styles from "./AppearancePage.module.css";
import { PasswordForm } from "./PasswordForm";

export default function PasswordPage() {
  const { t } = useTranslation("app");
  return (
    <div className={styles.page}>
      <Card title={t("settings.password")}>
        <PasswordForm onChanged={() => showToast({ text: t("password.changed") })} />
      </Card>
    </div>
  );
}
