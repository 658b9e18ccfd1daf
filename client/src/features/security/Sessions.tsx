import { Button } from "antd";
import type { ReactNode } from "react";
import { api } from "@/api/client";
import type { Device, Session } from "@/api/security";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { When } from "@/ui/kit/When";
import { showProblem } from "@/ui/toast/undo";
import styles from "./security.module.css";

interface PlaceProps {
  place: Session | Device;
  children: ReactNode;
}

function Place({ place, children }: PlaceProps) {
  const { t } = useTranslation("security");
  const { browser, system } = place;
  const name = browser && system ? t("browserOn", { browser, system }) : browser || system || t("unknownDevice");
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        <b>{name}</b>
        <span className={styles.hint}>
          {place.address} {t("since")} <When at={place.created_at} /> {t("lastSeen")} <When at={place.seen_at} />
        </span>
      </span>
      {children}
    </li>
  );
}

async function end(path: string, onChanged: () => void) {
  await api.delete(path).catch(showProblem);
  onChanged();
}

/** Where the person is signed in now. */
export function Sessions({ sessions, onChanged }: { sessions: readonly Session[]; onChanged: () => void }) {
  const { t } = useTranslation("security");
  const others = sessions.filter((session) => !session.is_this).length;
  return (
    <Card title={t("sessions")} isFlush extra={others > 0 && <Button size="small" onClick={() => void end("/auth/sessions", onChanged)}>{t("endOthers")}</Button>}>
      <ul aria-label={t("sessions")}>
        {sessions.map((session) => (
          <Place key={session.id} place={session}>
            {session.is_this ? (
              <Chip tone="good">{t("here")}</Chip>
            ) : (
              <Button size="small" onClick={() => void end(`/auth/sessions/${session.id}`, onChanged)}>
                {t("end")}
              </Button>
            )}
          </Place>
        ))}
      </ul>
    </Card>
  );
}

/** Devices on which the password is enough. */
export function Devices({ devices, onChanged }: { devices: readonly Device[]; onChanged: () => void }) {
  const { t } = useTranslation("security");
  if (devices.length === 0) return null;
  return (
    <Card title={t("devices")} isFlush>
      <ul aria-label={t("devices")}>
        {devices.map((device) => (
          <Place key={device.id} place={device}>
            <Button size="small" onClick={() => void end(`/auth/devices/${device.id}`, onChanged)}>
              {t("forget")}
            </Button>
          </Place>
        ))}
      </ul>
    </Card>
  );
}
