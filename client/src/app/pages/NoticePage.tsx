import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { currentLanguage, useTranslation } from "@/i18n";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { Seal } from "@/ui/kit/Seal";
import { LanguageSwitch } from "./LanguageSwitch";
import styles from "./NoticePage.module.css";
import { noticeQuery } from "./notice";

/** What the company tells everybody about the data that it keeps; open to whoever is not signed in. */
export default function NoticePage() {
  const { t } = useTranslation("app");
  const { data: notice, error, refetch } = useQuery(noticeQuery(currentLanguage()));
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!notice) return <ListSkeleton rows={8} />;
  const asked = [notice.controller, notice.reached_at, notice.officer].filter(Boolean);
  return (
    <main className={styles.page}>
      <title>{`${t("notice.title")} · ${notice.company}`}</title>
      <div className={styles.brand}>
        <Seal size={32} />
        <span>{notice.company}</span>
      </div>
      <h1>{t("notice.title")}</h1>
      <div className={styles.text} lang={notice.language}>{notice.text || t("notice.none")}</div>
      {asked.length > 0 && (
        <section>
          <h2>{t("notice.ask")}</h2>
          {asked.map((line) => (
            <p key={line}>{line}</p>
          ))}
        </section>
      )}
      <p className={styles.cookies}>{t("notice.cookies")}</p>
      <p>
        <Link to="/login">{t("notice.back")}</Link>
      </p>
      <LanguageSwitch />
    </main>
  );
}
