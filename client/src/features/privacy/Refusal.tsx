import { Button } from "antd";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import styles from "./privacy.module.css";

interface HeldRecord {
  id: string;
  title: string | null;
  reason: string;
}

/** Why a deed was refused; where records must be kept it can be done without them. */
export function Refusal({ error, onLeaveHeld }: { error: unknown; onLeaveHeld: () => void }) {
  const { t } = useTranslation("privacy");
  if (!isProblem(error)) return null;
  const held = (error.more.held ?? []) as HeldRecord[];
  return (
    <div role="alert" className={styles.fault}>
      {error.errors[0]?.message ?? error.message}
      <ul>
        {held.map((record) => (
          <li key={record.id}>
            {record.title ?? record.id}: {record.reason}
          </li>
        ))}
      </ul>
      {held.length > 0 && <Button size="small" onClick={onLeaveHeld}>{t("request.leaveHeld")}</Button>}
    </div>
  );
}
