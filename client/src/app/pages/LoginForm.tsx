import { Button } from "antd";
import { useRef, useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { signIn, type Me } from "@/api/session";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import styles from "./LoginForm.module.css";
import { useCountdown } from "./useCountdown";

interface Faults {
  login?: string;
  password?: string;
  whole?: string;
}

export function LoginForm({ onSignedIn }: { onSignedIn: (me: Me) => Promise<void> }) {
  const { t } = useTranslation("app");
  const form = useRef<HTMLFormElement>(null);
  const [faults, setFaults] = useState<Faults>({});
  const [isBusy, setBusy] = useState(false);
  const [locked, lockFor] = useCountdown();

  const blame = (next: Faults) => {
    setFaults(next);
    const first = next.login ? "login" : "password";
    form.current?.querySelector<HTMLInputElement>(`input[name=${first}]`)?.focus();
  };
  const explain = (error: unknown) => {
    if (!isProblem(error)) throw error;
    if (error.code === "locked") {
      lockFor(Number(error.more.retry_after) || 60);
      setFaults({});
    } else if (error.code === "wrong_login") blame({ password: t("login.wrong") });
    else if (error.isOffline) setFaults({ whole: t("login.offline") });
    else if (error.errors.length) blame({ login: error.forField("login"), password: error.forField("password") } as Faults);
    else setFaults({ whole: error.message });
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const login = String(given.get("login") ?? "").trim();
    const password = String(given.get("password") ?? "");
    if (!login || !password) {
      blame({ ...(login ? {} : { login: t("login.needLogin") }), ...(password ? {} : { password: t("login.needPassword") }) });
      return;
    }
    setBusy(true);
    await signIn(login, password).then(onSignedIn).catch(explain).finally(() => setBusy(false));
  };

  return (
    <form ref={form} className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      {locked > 0 && (
        <div className={styles.locked}>
          <p role="alert">{t("login.locked")}</p>
          {/* Shown only: read aloud it would be told every second. */}
          <p role="timer" aria-live="off">
            {t("login.lockedFor", { minutes: Math.floor(locked / 60), seconds: String(locked % 60).padStart(2, "0") })}
          </p>
        </div>
      )}
      {faults.whole && (
        <p className={styles.locked} role="alert">
          {faults.whole}
        </p>
      )}
      <LabelledInput label={t("login.login")} name="login" size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} error={faults.login} />
      <LabelledInput label={t("login.password")} name="password" size="large" autoComplete="current-password" isSecret error={faults.password} />
      <Button type="primary" htmlType="submit" size="large" block loading={isBusy} disabled={locked > 0}>
        {t("login.enter")}
      </Button>
    </form>
  );
}
