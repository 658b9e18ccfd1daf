import { MailOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import styles from "./SetUp.module.css";

/** What an administrator has yet to set up, with the way there. */
export function SetUp() {
  const { t } = useTranslation("app");
  const { data: me } = useMe();
  if (!me?.to_set_up.includes("mail")) return null;
  return (
    <p className={styles.step}>
      <MailOutlined aria-hidden />
      <span>{t("setUp.mail")}</span>
      <Link to="/settings/mail">{t("setUp.mailGo")}</Link>
    </p>
  );
}
