import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { keys } from "@/api/queries";
import type { Me } from "@/api/session";
import { currentLanguage, useTranslation } from "@/i18n";
import { Seal } from "@/ui/kit/Seal";
import { adoptPersonal, changeLanguage } from "../personal";
import { LanguageSwitch } from "./LanguageSwitch";
import { LoginForm } from "./LoginForm";
import styles from "./LoginPage.module.css";
import { safeNext } from "./next";
import { Ties } from "./Ties";

let languageChosenHere = false;

export default function LoginPage() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const navigate = useNavigate();
  const { next } = useSearch({ strict: false }) as { next?: string };
  const enter = async (me: Me) => {
    client.clear();
    client.setQueryData(keys.me, me);
    if (languageChosenHere) await changeLanguage(client, currentLanguage());
    else await adoptPersonal(client, me);
    await navigate({ href: safeNext(next), replace: true });
  };
  const choose = () => {
    languageChosenHere = true;
  };
  return (
    <div className={styles.page}>
      <title>{`${t("login.title")} · Guanxi`}</title>
      <main className={styles.left}>
        <div className={styles.brand}>
          <Seal size={32} />
          <span>{t("brand")}</span>
        </div>
        <div className={styles.middle}>
          <h1 className={styles.title}>{t("login.title")}</h1>
          <p className={styles.lead}>{t("login.lead")}</p>
          <LoginForm onSignedIn={enter} />
        </div>
        <LanguageSwitch onChoose={choose} />
      </main>
      <aside className={styles.right} aria-hidden="true">
        <Ties />
        <p className={styles.motto}>{t("login.motto")}</p>
      </aside>
    </div>
  );
}
