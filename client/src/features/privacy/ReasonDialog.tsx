import { Button, Input, Modal } from "antd";
import { useId, useState, type ReactNode } from "react";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import styles from "./privacy.module.css";

interface ReasonDialogProps {
  title: string;
  text: string;
  button: string;
  isBusy: boolean;
  error: unknown;
  children?: ReactNode;
  onAnswer: (reason: string) => void;
  onClose: () => void;
}

/** Asks why, before something is done that others will want to know the reason of. */
export function ReasonDialog({ title, text, button, isBusy, error, children, onAnswer, onClose }: ReasonDialogProps) {
  const { t } = useTranslation("privacy");
  const id = useId();
  const [reason, setReason] = useState("");
  return (
    <Modal open title={title} onCancel={onClose} footer={null} destroyOnHidden>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          onAnswer(reason.trim());
        }}
      >
        <p>{text}</p>
        {children}
        <label htmlFor={id}>
          {t("mark.reason")}
          <Input.TextArea id={id} rows={3} maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        </label>
        {isProblem(error) && <p role="alert" className={styles.fault}>{error.errors[0]?.message ?? error.message}</p>}
        <div className={styles.actions}>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={!reason.trim()} loading={isBusy}>{button}</Button>
        </div>
      </form>
    </Modal>
  );
}
