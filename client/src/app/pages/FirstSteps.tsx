import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { keys } from "@/api/queries";
import type { Me } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { Seal } from "@/ui/kit/Seal";
import { PasswordForm } from "../settings/PasswordForm";
import { useSignOut } from "../shell/UserMenu";
import styles from "./FirstPassword.module.css";

const SetUpFactor = lazy(() => import("@/features/security/SetUpFactor"));
const VerifyEmail = lazy(() => import("@/features/security/VerifyEmail"));

function stepOf(me: Me): "password" | "factor" | "email" {
  if (me.must_change_password) return "password";
  return me.must_set_second_factor ? "factor" : "email";
}

/** What the first sign-in asks for before anything else: a password of one's own, a second factor, a proved address. */
export default function FirstSteps({ me }: { me: Me }) {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const leave = useSignOut();
  const step = stepOf(me);
  const go = () => void client.invalidateQueries({ queryKey: keys.me });
  return (
    <main className={styles.page}>
      <Seal size={40} />
      <h1>{t(`first.${step}`)}</h1>
      <p>{t(`first.${step}Text`)}</p>
      <Card>
        <Suspense>
          {step === "password" && <PasswordForm onChanged={go} />}
          {step === "factor" && <SetUpFactor onDone={go} />}
          {step === "email" && <VerifyEmail email={me.user.email ?? ""} onDone={go} />}
        </Suspense>
      </Card>
      <button type="button" className={styles.leave} onClick={() => void leave()}>
        {t("menu.signOut")}
      </button>
    </main>
  );
}
