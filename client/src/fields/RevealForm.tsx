import { Button, Input, type InputRef } from "antd";
import { useState, type KeyboardEvent } from "react";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import styles from "./fields.module.css";

const leastReason = 3;
const mostReason = 500;

function messageOf(error: unknown, otherwise: string): string {
  return isProblem(error) ? (error.errors[0]?.message ?? error.message) : otherwise;
}

/** To reveal was the person's own choice, so the keys go to the input at once. */
function focus(input: InputRef | null): void {
  input?.focus();
}

interface RevealFormProps {
  address: string;
  field: string;
  onDone: (value: unknown) => void;
  onCancel: () => void;
}

/** Asks why a value is to be revealed. The answer is handed on and kept nowhere. */
export function RevealForm({ address, field, onDone, onCancel }: RevealFormProps) {
  const { t } = useTranslation("fields");
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState<string | null>(null);
  const [isPending, setPending] = useState(false);
  const isReady = reason.trim().length >= leastReason;
  const reveal = () => {
    setPending(true);
    api
      .post<{ value: unknown }>(address, { field, reason: reason.trim() })
      .then((answer) => onDone(answer.value))
      .catch((error: unknown) => {
        setFault(messageOf(error, t("ui:problem.unknown")));
        setPending(false);
      });
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onCancel();
    if (event.key === "Enter" && isReady) reveal();
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className={styles.formEditor} onKeyDown={press}>
      <Input ref={focus} value={reason} maxLength={mostReason} placeholder={t("reveal.reason")} aria-label={t("reveal.reason")} onChange={(event) => setReason(event.target.value)} />
      <small className={styles.hidden}>{t("reveal.hint")}</small>
      {fault && <span className={styles.fault} role="alert">{fault}</span>}
      <div className={styles.formButtons}>
        <Button size="small" onClick={onCancel}>{t("cancel")}</Button>
        <Button size="small" type="primary" disabled={!isReady} loading={isPending} onClick={reveal}>{t("reveal.do")}</Button>
      </div>
    </div>
  );
}
