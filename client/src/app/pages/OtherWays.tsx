import { KeyOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { isProblem } from "@/api/problem";
import { canUsePasskeys, enterByPasskey } from "@/api/security";
import type { Me } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Elsewhere } from "./Elsewhere";
import styles from "./LoginForm.module.css";

interface OtherWaysProps {
  /** Where to go once signed in. */
  next: string;
  onSignedIn: (me: Me) => Promise<void>;
}

/** In through a directory or by passkey alone, and the way back for who has forgotten the password. */
export function OtherWays({ next, onSignedIn }: OtherWaysProps) {
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
      <Elsewhere next={next} />
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
