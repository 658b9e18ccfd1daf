import type { ReactNode } from "react";
import { useTranslation } from "@/i18n";
import { Seal } from "@/ui/kit/Seal";
import { LanguageSwitch } from "./LanguageSwitch";
import styles from "./LoginPage.module.css";
import { NoticeFoot } from "./NoticeFoot";
import { Ties } from "./Ties";

interface EntranceProps {
  title: string;
  lead: string;
  onLanguage?: () => void;
  children: ReactNode;
}

/** The frame of every page in front of the door. */
export function Entrance({ title, lead, onLanguage, children }: EntranceProps) {
  const { t } = useTranslation("app");
  return (
    <div className={styles.page}>
      <title>{`${title} · Guanxi`}</title>
      <main className={styles.left}>
        <div className={styles.brand}>
          <Seal size={32} />
          <span>{t("brand")}</span>
        </div>
        <div className={styles.middle}>
          <h1 className={styles.title}>{title}</h1>
          <p className={styles.lead}>{lead}</p>
          {children}
        </div>
        <NoticeFoot />
        <LanguageSwitch {...(onLanguage ? { onChoose: onLanguage } : {})} />
      </main>
      <aside className={styles.right} aria-hidden="true">
        <Ties />
        <p className={styles.motto}>{t("login.motto")}</p>
      </aside>
    </div>
  );
}
