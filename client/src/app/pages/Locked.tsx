import { useTranslation } from "@/i18n";
import styles from "./LoginForm.module.css";

/** Says that signing in rests, and for how long. */
export function Locked({ seconds }: { seconds: number }) {
  const { t } = useTranslation("app");
  if (seconds <= 0) return null;
  return (
    <div className={styles.locked}>
      <p role="alert">{t("login.locked")}</p>
      {/* Shown only: read aloud it would be told every second. */}
      <p role="timer" aria-live="off">
        {t("login.lockedFor", { minutes: Math.floor(seconds / 60), seconds: String(seconds % 60).padStart(2, "0") })}
      </p>
    </div>
  );
}
