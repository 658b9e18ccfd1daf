import { EyeOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { endLooking, useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { showProblem } from "@/ui/toast/undo";
import styles from "./LookingBanner.module.css";

/** Says with whose eyes an administrator looks, and ends it. */
export function LookingBanner() {
  const { t } = useTranslation("sharing");
  const me = useMe().data;
  if (!me?.is_looking) return null;
  return (
    <div className={styles.banner} role="status">
      <EyeOutlined aria-hidden="true" />
      <span>{t("look.banner", { name: me.user.name })}</span>
      <Button size="small" onClick={() => void endLooking().catch(showProblem)}>
        {t("look.end")}
      </Button>
    </div>
  );
}
