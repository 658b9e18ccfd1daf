import { KeyOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import { useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { canUsePasskeys, giveCode, givePasskey, type Step, type Way } from "@/api/security";
import type { Me } from "@/api/session";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { Locked } from "./Locked";
import styles from "./LoginForm.module.css";
import { useCountdown } from "./useCountdown";

interface SecondStepProps {
  step: Step;
  onSignedIn: (me: Me) => Promise<void>;
  onBack: () => void;
}

/** A code, a recovery code or a passkey after the password. */
export function SecondStep({ step, onSignedIn, onBack }: SecondStepProps) {
  const { t } = useTranslation("app");
  const [way, setWay] = useState<Way>(step.ways.includes("totp") ? "totp" : (step.ways[0] ?? "recovery"));
  const [isKept, keep] = useState(false);
  const [fault, setFault] = useState("");
  const [isBusy, setBusy] = useState(false);
  const [locked, lockFor] = useCountdown();
  const give = async (proof: () => Promise<Me | null>) => {
    setBusy(true);
    setFault("");
    try {
      const me = await proof();
      if (me) await onSignedIn(me);
    } catch (error) {
      if (!isProblem(error)) throw error;
      if (error.code === "locked") lockFor(Number(error.more.retry_after) || 60);
      else setFault(error.isOffline ? t("login.offline") : error.message);
    } finally {
      setBusy(false);
    }
  };
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const code = String(new FormData(event.currentTarget).get("code") ?? "");
    void give(() => giveCode(step.ticket, way, code, isKept));
  };
  const others = step.ways.filter((each) => each !== way && each !== "passkey");
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <Locked seconds={locked} />
      {way !== "passkey" && (
        <LabelledInput
          key={way} label={t(`second.${way}`)} name="code" size="large" autoComplete="one-time-code" inputMode={way === "totp" ? "numeric" : "text"}
          maxLength={20} spellCheck={false} autoCapitalize="none" error={fault || undefined}
        />
      )}
      <Checkbox checked={isKept} onChange={(event) => keep(event.target.checked)}>
        {t("second.remember")}
      </Checkbox>
      {way !== "passkey" && (
        <Button type="primary" htmlType="submit" size="large" block loading={isBusy} disabled={locked > 0}>
          {t("second.confirm")}
        </Button>
      )}
      {step.passkey && canUsePasskeys && (
        <Button size="large" block type={way === "passkey" ? "primary" : "default"} icon={<KeyOutlined />} disabled={isBusy} onClick={() => void give(() => givePasskey(step, isKept))}>
          {t("second.usePasskey")}
        </Button>
      )}
      {way === "passkey" && fault && (
        <p className={styles.locked} role="alert">
          {fault}
        </p>
      )}
      <div className={styles.others}>
        {others.map((each) => (
          <Button key={each} type="link" onClick={() => setWay(each)}>
            {t(`second.use.${each}`)}
          </Button>
        ))}
        <Button type="link" onClick={onBack}>
          {t("second.back")}
        </Button>
      </div>
    </form>
  );
}
