import { CheckOutlined, CopyOutlined } from "@ant-design/icons";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import styles from "./RequestId.module.css";

/** The id under which the server wrote down what failed, to be handed to whoever runs it. */
export function RequestId({ id }: { id: string }) {
  const { t } = useTranslation("ui");
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    void navigator.clipboard.writeText(id).then(() => setCopied(true));
  };
  return (
    <span className={styles.request}>
      {t("problem.request")} <code>{id}</code>
      {"clipboard" in navigator && (
        <button type="button" aria-label={t(isCopied ? "problem.copied" : "problem.copy")} onClick={copy}>
          {isCopied ? <CheckOutlined /> : <CopyOutlined />}
        </button>
      )}
    </span>
  );
}
