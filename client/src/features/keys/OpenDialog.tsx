import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { useConfirmed } from "@/ui/kit/useConfirmed";
import { openField, type FieldKey } from "./keys";
import styles from "./keys.module.css";

const leastReason = 3;
const mostReason = 500;

interface OpenDialogProps {
  entry: FieldKey;
  onClose: () => void;
  onDone: () => Promise<unknown>;
}

/** Asks why a field is to be plain again, and for the password where the person did not come in just now. */
export function OpenDialog({ entry, onClose, onDone }: OpenDialogProps) {
  const { t } = useTranslation("encryption");
  const confirmed = useConfirmed();
  const [reason, setReason] = useState("");
  const [password, setPassword] = useState("");
  const send = async () => {
    if (!(await confirmed.run((given) => openField(entry, reason.trim(), given), password))) return;
    await onDone();
    onClose();
  };
  return (
    <Modal
      open title={t("openTitle", { field: entry.label })} okText={t("open")} onCancel={onClose} onOk={() => void send()}
      confirmLoading={confirmed.isBusy} okButtonProps={{ danger: true, disabled: reason.trim().length < leastReason }}
    >
      <div className={styles.form}>
        <p className={styles.text}>{t("openText")}</p>
        <LabelledInput
          label={t("reason")} value={reason} maxLength={mostReason} error={confirmed.isAsked ? undefined : confirmed.fault || undefined}
          onChange={(event) => setReason(event.target.value)}
        />
        {confirmed.isAsked && (
          <LabelledInput
            label={t("password")} isSecret autoComplete="current-password" error={confirmed.fault || undefined} value={password}
            onChange={(event) => setPassword(event.target.value)} onPressEnter={() => void send()}
          />
        )}
      </div>
    </Modal>
  );
}
