import { Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import styles from "./security.module.css";
import { useConfirmed } from "@/ui/kit/useConfirmed";

/** Sends a code to an address and proves it with the code. */
export default function VerifyEmail({ email, onDone }: { email: string; onDone: () => void }) {
  const { t } = useTranslation("security");
  const confirmed = useConfirmed();
  const [address, setAddress] = useState(email);
  const [password, setPassword] = useState("");
  const [code, setCode] = useState("");
  const [ticket, setTicket] = useState("");
  const send = () =>
    confirmed.run(async (given) => {
      const found = await api.post<{ ticket: string }>("/auth/email", { email: address, password: given });
      setTicket(found.ticket);
    }, password);
  const verify = async () => {
    if (await confirmed.run(() => api.post("/auth/email/verify", { ticket, code }))) onDone();
  };
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void (ticket ? verify() : send());
      }}
    >
      <LabelledInput
        label={t("email")} type="email" autoComplete="email" value={address} disabled={ticket !== ""}
        error={ticket === "" && confirmed.fault ? confirmed.fault : undefined} onChange={(event) => setAddress(event.target.value)}
      />
      {confirmed.isAsked && (
        <LabelledInput
          label={t("confirm")} isSecret hint={t("confirmHint")} autoComplete="current-password" value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
      )}
      {ticket && (
        <LabelledInput
          label={t("emailCode")} inputMode="numeric" autoComplete="one-time-code" maxLength={10} value={code} hint={t("emailCodeHint")}
          error={confirmed.fault || undefined} onChange={(event) => setCode(event.target.value)}
        />
      )}
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit" loading={confirmed.isBusy}>
          {t(ticket ? "emailVerify" : "emailSend")}
        </Button>
        {ticket && <Button onClick={() => setTicket("")}>{t("emailOther")}</Button>}
      </div>
    </form>
  );
}
