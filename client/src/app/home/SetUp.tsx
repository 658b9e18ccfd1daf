import { MailOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import styles from "./SetUp.module.css";

/** What an administrator has yet to set up, with the way there. */
export function SetUp() {
  const { t } = useTranslation("app");
  const { data: me } = useMe();
  const step = (["mail", "mail_test"] as const).find((each) => me?.to_set_up.includes(each));
  if (!step) return null;
  return (
    <p className={styles.step}>
      <MailOutlined aria-hidden />
      <span>{t(step === "mail" ? "setUp.mail" : "setUp.mailTest")}</span>
      <Link to="/settings/mail">{t(step === "mail" ? "setUp.mailGo" : "setUp.mailTestGo")}</Link>
    </p>
  );
}
