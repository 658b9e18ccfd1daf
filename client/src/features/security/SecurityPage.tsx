import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/queries";
import { factorsQuery, securityKey, sessionsQuery } from "@/api/security";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { Factors } from "./Factors";
import styles from "./security.module.css";
import { Devices, Sessions } from "./Sessions";
import VerifyEmail from "./VerifyEmail";

/** What keeps one's own way in safe. */
export default function SecurityPage() {
  const { t } = useTranslation("security");
  const client = useQueryClient();
  const { data: me } = useMe();
  const factors = useQuery(factorsQuery).data;
  const seen = useQuery(sessionsQuery).data;
  const [isVerifying, verify] = useState(false);
  const renew = () => void client.invalidateQueries({ queryKey: securityKey });
  if (!me || !factors || !seen) return <ListSkeleton />;
  const hasProved = () => {
    verify(false);
    void client.invalidateQueries({ queryKey: keys.me });
  };
  return (
    <div className={styles.page}>
      <Factors factors={factors.factors} left={factors.recovery_codes_left} onChanged={renew} />
      <Card title={t("email")}>
        <p className={styles.line}>
          <span>{me.user.email ?? t("noEmail")}</span>
          {me.email_is_verified && <Chip tone="good">{t("emailProved")}</Chip>}
          {!isVerifying && (
            <button type="button" className={styles.link} onClick={() => verify(true)}>
              {t(me.email_is_verified ? "emailChange" : "emailProve")}
            </button>
          )}
        </p>
        {isVerifying && <VerifyEmail email={me.user.email ?? ""} onDone={hasProved} />}
        <p className={styles.hint}>{t("phoneWaits")}</p>
      </Card>
      <Sessions sessions={seen.sessions} onChanged={renew} />
      <Devices devices={seen.devices} onChanged={renew} />
    </div>
  );
}
