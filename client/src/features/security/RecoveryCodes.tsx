import { CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useTranslation } from "@/i18n";
import { showToast } from "@/ui/toast/toasts";
import styles from "./security.module.css";

/** Codes for the day on which the authenticator is lost; they are never shown again. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const { t } = useTranslation("security");
  const copy = async () => {
    await navigator.clipboard.writeText(codes.join("\n"));
    showToast({ text: t("copied") });
  };
  return (
    <div className={styles.form}>
      <p>{t("codesText")}</p>
      <ul className={styles.codes} aria-label={t("codes")}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <div className={styles.buttons}>
        <Button icon={<CopyOutlined />} onClick={() => void copy()}>
          {t("copy")}
        </Button>
        <Button type="primary" onClick={onDone}>
          {t("codesKept")}
        </Button>
      </div>
    </div>
  );
}
