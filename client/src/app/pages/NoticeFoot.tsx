import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { currentLanguage, useTranslation } from "@/i18n";
import styles from "./LoginPage.module.css";
import { noticeQuery } from "./notice";

/** What is set on the reader's machine, and where the privacy notice stands. */
export function NoticeFoot() {
  const { t } = useTranslation("app");
  const { data: notice } = useQuery(noticeQuery(currentLanguage()));
  const title = t("notice.title");
  return (
    <footer className={styles.foot}>
      <span>{t("notice.cookies")}</span>{" "}
      {notice?.address && <a href={notice.address} target="_blank" rel="noreferrer">{title}</a>}
      {notice && !notice.address && notice.text && <Link to="/privacy-notice">{title}</Link>}
    </footer>
  );
}
