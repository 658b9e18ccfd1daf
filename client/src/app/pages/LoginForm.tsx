import { Button } from "antd";
import { useRef, useState, type FormEvent } from "react";
import { isProblem, type Problem } from "@/api/problem";
import type { Captcha, Step } from "@/api/security";
import { anotherCaptcha, signIn, type Me } from "@/api/session";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { CaptchaInput } from "./CaptchaInput";
import { Locked } from "./Locked";
import styles from "./LoginForm.module.css";
import { useCountdown } from "./useCountdown";

interface Faults {
  login?: string;
  password?: string;
  captcha?: string;
  whole?: string;
}

interface LoginFormProps {
  onSignedIn: (me: Me) => Promise<void>;
  onStep: (step: Step) => void;
}

function captchaOf(problem: Problem): Captcha | null {
  const found = problem.more.captcha as Partial<Captcha> | undefined;
  return found?.id ? { ...found, id: found.id } : null;
}

export function LoginForm({ onSignedIn, onStep }: LoginFormProps) {
  const { t } = useTranslation("app");
  const form = useRef<HTMLFormElement>(null);
  const [faults, setFaults] = useState<Faults>({});
  const [captcha, setCaptcha] = useState<Captcha | null>(null);
  const [isBusy, setBusy] = useState(false);
  const [locked, lockFor] = useCountdown();

  const blame = (next: Faults) => {
    setFaults(next);
    const first = next.login ? "login" : next.password ? "password" : "captcha";
    form.current?.querySelector<HTMLInputElement>(`input[name=${first}]`)?.focus();
  };
  const explain = (error: unknown) => {
    if (!isProblem(error)) throw error;
    setCaptcha(captchaOf(error));
    if (error.code === "locked") {
      lockFor(Number(error.more.retry_after) || 60);
      setFaults({});
    } else if (error.code === "wrong_login") blame({ password: t("login.wrong") });
    else if (error.code === "captcha_needed" || error.code === "wrong_captcha") blame({ captcha: error.message });
    else if (error.isOffline) setFaults({ whole: t("login.offline") });
    else if (error.errors.length) blame({ login: error.forField("login"), password: error.forField("password") } as Faults);
    else setFaults({ whole: error.message });
  };
  const another = async (wanted: "picture" | "sound") => {
    await anotherCaptcha(wanted)
      .then((found) => {
        setFaults({});
        setCaptcha(found);
      })
      .catch((error: unknown) => {
        if (!isProblem(error)) throw error;
        setFaults({ captcha: error.message });
      });
  };
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const text = (name: string) => String(given.get(name) ?? "");
    const login = text("login").trim();
    const password = text("password");
    if (!login || !password) {
      blame({ ...(login ? {} : { login: t("login.needLogin") }), ...(password ? {} : { password: t("login.needPassword") }) });
      return;
    }
    if (captcha && !text("captcha").trim()) {
      blame({ captcha: t(captcha.sound ? "login.needDigits" : "login.needLetters") });
      return;
    }
    setBusy(true);
    const answer = captcha ? { id: captcha.id, answer: text("captcha") } : undefined;
    const enter = (found: Me | Step) => ("next" in found ? onStep(found) : onSignedIn(found));
    await signIn(login, password, answer).then(enter).catch(explain).finally(() => setBusy(false));
  };

  return (
    <form ref={form} className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <Locked seconds={locked} />
      {faults.whole && (
        <p className={styles.locked} role="alert">
          {faults.whole}
        </p>
      )}
      <LabelledInput label={t("login.login")} name="login" size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} error={faults.login} />
      <LabelledInput label={t("login.password")} name="password" size="large" autoComplete="current-password" isSecret error={faults.password} />
      {captcha && <CaptchaInput key={captcha.id} captcha={captcha} error={faults.captcha} onAnother={another} />}
      <Button type="primary" htmlType="submit" size="large" block loading={isBusy} disabled={locked > 0}>
        {t("login.enter")}
      </Button>
    </form>
  );
}
