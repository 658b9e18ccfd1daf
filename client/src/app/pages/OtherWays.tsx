import { KeyOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { isProblem } from "@/api/problem";
import { canUsePasskeys, enterByPasskey } from "@/api/security";
import type { Me } from "@/api/session";
import { useTranslation } from "@/i18n";
import styles from "./LoginForm.module.css";

/** In by passkey alone, and the way back for who has forgotten the password. */
export function OtherWays({ onSignedIn }: { onSignedIn: (me: Me) => Promise<void> }) {
  const { t } = useTranslation("app");
  const [fault, setFault] = useState("");
  const [isBusy, setBusy] = useState(false);
  const enter = async () => {
    setBusy(true);
    setFault("");
    try {
      const me = await enterByPasskey();
      if (me) await onSignedIn(me);
    } catch (error) {
      if (!isProblem(error)) throw error;
      setFault(error.isOffline ? t("login.offline") : error.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className={styles.others}>
      {canUsePasskeys && (
        <Button size="large" block icon={<KeyOutlined />} loading={isBusy} onClick={() => void enter()}>
          {t("login.byPasskey")}
        </Button>
      )}
      {fault && (
        <p className={styles.locked} role="alert">
          {fault}
        </p>
      )}
      <Link to="/forgotten">{t("login.forgotten")}</Link>
    </div>
  );
}
