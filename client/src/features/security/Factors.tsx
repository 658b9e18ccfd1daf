import { KeyOutlined, MobileOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import type { Codes, Factor } from "@/api/security";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { When } from "@/ui/kit/When";
import { RecoveryCodes } from "./RecoveryCodes";
import styles from "./security.module.css";
import SetUpFactor from "./SetUpFactor";
import { useConfirmed } from "@/ui/kit/useConfirmed";

interface FactorsProps {
  factors: readonly Factor[];
  /** How many recovery codes were not used yet. */
  left: number;
  onChanged: () => void;
}

/** Authenticators, passkeys and recovery codes. */
export function Factors({ factors, left, onChanged }: FactorsProps) {
  const { t } = useTranslation("security");
  const confirmed = useConfirmed();
  const [isAdding, setAdding] = useState(false);
  const [password, setPassword] = useState("");
  const [codes, setCodes] = useState<string[] | null>(null);
  const remove = async (id: string) => {
    if (await confirmed.run((given) => api.delete(`/auth/second-factors/${id}`, { body: { password: given } }), password)) onChanged();
  };
  const renew = () =>
    confirmed.run(async (given) => setCodes((await api.post<Codes>("/auth/recovery-codes", { password: given })).recovery_codes), password);
  const done = () => {
    setAdding(false);
    setCodes(null);
    onChanged();
  };
  const body = () => {
    if (codes) return <RecoveryCodes codes={codes} onDone={done} />;
    if (isAdding) return <SetUpFactor onDone={done} />;
    return factors.length === 0 ? <p className={styles.hint}>{t("noFactors")}</p> : null;
  };
  return (
    <Card
      title={t("factors")}
      extra={!isAdding && !codes && <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>{t("add")}</Button>}
    >
      <ul className={styles.list} aria-label={t("factors")}>
        {factors.map((factor) => (
          <li key={factor.id} className={styles.line}>
            {factor.kind === "passkey" ? <KeyOutlined aria-hidden /> : <MobileOutlined aria-hidden />}
            <span className={styles.name}>
              <b>{factor.name || t(factor.kind)}</b>
              <span className={styles.hint}>
                {t(factor.kind)} · {t("since")} <When at={factor.created_at} />
              </span>
            </span>
            <Button size="small" onClick={() => void remove(factor.id)}>
              {t("remove")}
            </Button>
          </li>
        ))}
      </ul>
      {factors.length > 0 && !codes && (
        <p className={styles.line}>
          <span className={styles.name}>{t("codesLeft", { count: left })}</span>
          <Button size="small" onClick={() => void renew()}>{t("newCodes")}</Button>
        </p>
      )}
      {confirmed.isAsked && (
        <LabelledInput
          label={t("confirm")} isSecret hint={t("confirmHint")} error={confirmed.fault || undefined} autoComplete="current-password"
          value={password} onChange={(event) => setPassword(event.target.value)}
        />
      )}
      {body()}
    </Card>
  );
}
