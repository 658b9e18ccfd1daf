import { useMutation } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import type { Authenticator, Codes } from "@/api/security";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import styles from "./security.module.css";

interface ConfirmCodeProps {
  begun: Authenticator;
  name: string;
  onConfirmed: (codes: Codes) => void;
}

/** The key as a picture and as text, and the code that shows that the authenticator has it. */
export function ConfirmCode({ begun, name, onConfirmed }: ConfirmCodeProps) {
  const { t } = useTranslation("security");
  const [code, setCode] = useState("");
  const confirm = useMutation({
    mutationFn: () => api.post<Codes>("/auth/second-factors/totp/confirm", { ticket: begun.ticket, code, name }),
    onSuccess: onConfirmed,
  });
  const fault = isProblem(confirm.error) ? (confirm.error.errors[0]?.message ?? confirm.error.message) : undefined;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (code) confirm.mutate();
      }}
    >
      <p>{t("scan")}</p>
      <img className={styles.qr} src={begun.picture} alt={t("qr")} />
      <p className={styles.hint}>
        {t("byHand")} <code className={styles.secret}>{begun.secret.match(/.{4}/g)?.join(" ")}</code>
      </p>
      <LabelledInput
        label={t("code")} name="code" inputMode="numeric" autoComplete="one-time-code" maxLength={10} value={code} error={fault}
        onChange={(event) => setCode(event.target.value)}
      />
      <Button type="primary" htmlType="submit" loading={confirm.isPending}>
        {t("confirmCode")}
      </Button>
    </form>
  );
}
