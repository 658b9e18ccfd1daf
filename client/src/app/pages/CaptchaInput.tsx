import type { Captcha } from "@/api/security";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import styles from "./LoginForm.module.css";

/** A picture of letters and the place to type them in. */
export function CaptchaInput({ captcha, error }: { captcha: Captcha; error: string | undefined }) {
  const { t } = useTranslation("app");
  return (
    <div className={styles.captcha}>
      <img src={captcha.picture} width={200} height={72} alt={t("login.picture")} />
      <LabelledInput
        label={t("login.captcha")} name="captcha" size="large" autoComplete="off" autoCapitalize="characters" spellCheck={false} maxLength={10}
        error={error}
      />
    </div>
  );
}
