import { KeyOutlined, MobileOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { addPasskey, canUsePasskeys, type Authenticator, type Codes } from "@/api/security";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { ConfirmCode } from "./ConfirmCode";
import { RecoveryCodes } from "./RecoveryCodes";
import styles from "./security.module.css";
import { useConfirmed } from "@/ui/kit/useConfirmed";

/** Sets up an authenticator or a passkey, and shows the recovery codes that come with the first one. */
export default function SetUpFactor({ onDone }: { onDone: () => void }) {
  const { t } = useTranslation("security");
  const confirmed = useConfirmed();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const [begun, setBegun] = useState<Authenticator | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const finish = (found: Codes) => {
    if (found.recovery_codes.length > 0) setCodes(found.recovery_codes);
    else onDone();
  };
  const authenticator = () =>
    confirmed.run(async (given) => setBegun(await api.post<Authenticator>("/auth/second-factors/totp", { password: given })), password);
  const passkey = () =>
    confirmed.run(async (given) => {
      const found = await addPasskey(name || t("passkey"), given);
      if (found) finish(found);
    }, password);
  if (codes) return <RecoveryCodes codes={codes} onDone={onDone} />;
  if (begun) return <ConfirmCode begun={begun} name={name || t("totp")} onConfirmed={finish} />;
  return (
    <div className={styles.form}>
      <LabelledInput label={t("name")} hint={t("nameHint")} value={name} maxLength={60} onChange={(event) => setName(event.target.value)} />
      {confirmed.isAsked && (
        <LabelledInput
          label={t("confirm")} isSecret autoComplete="current-password" value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      {confirmed.fault && (
        <p className={styles.fault} role="alert">
          {confirmed.fault}
        </p>
      )}
      {confirmed.isAsked && !confirmed.fault && <p className={styles.hint}>{t("confirmHint")}</p>}
      <div className={styles.buttons}>
        <Button type="primary" icon={<MobileOutlined />} loading={confirmed.isBusy} onClick={() => void authenticator()}>
          {t("addTotp")}
        </Button>
        {canUsePasskeys && (
          <Button icon={<KeyOutlined />} disabled={confirmed.isBusy} onClick={() => void passkey()}>
            {t("addPasskey")}
          </Button>
        )}
      </div>
      <p className={styles.hint}>{t("waysHint")}</p>
    </div>
  );
}
