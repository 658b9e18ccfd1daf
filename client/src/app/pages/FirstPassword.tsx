import { useQueryClient } from "@tanstack/react-query";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { Seal } from "@/ui/kit/Seal";
import { PasswordForm } from "../settings/PasswordForm";
import { useSignOut } from "../shell/UserMenu";
import styles from "./FirstPassword.module.css";

/** The first sign-in goes no further than to a password of one's own. */
export default function FirstPassword() {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const leave = useSignOut();
  return (
    <main className={styles.page}>
      <Seal size={40} />
      <h1>{t("password.firstTitle")}</h1>
      <p>{t("password.firstText")}</p>
      <Card>
        <PasswordForm onChanged={() => void client.invalidateQueries({ queryKey: keys.me })} />
      </Card>
      <button type="button" className={styles.leave} onClick={() => void leave()}>
        {t("menu.signOut")}
      </button>
    </main>
  );
}
