import { CopyOutlined } from "@ant-design/icons";
import { Alert, Button } from "antd";
import { useTranslation } from "@/i18n";
import { showToast } from "@/ui/toast/toasts";
import styles from "./tokens.module.css";

/** A key as it is shown, this once. */
export function NewKey({ value, onDone }: { value: string; onDone: () => void }) {
  const { t } = useTranslation("tokens");
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    showToast({ text: t("copied") });
  };
  return (
    <Alert
      role="status" type="success" showIcon title={t("made")}
      description={
        <div className={styles.form}>
          <span>{t("once")}</span>
          <code className={styles.key}>{value}</code>
          <div className={styles.buttons}>
            <Button icon={<CopyOutlined />} onClick={() => void copy()}>{t("copy")}</Button>
            <Button type="primary" onClick={onDone}>{t("kept")}</Button>
          </div>
        </div>
      }
    />
  );
}
