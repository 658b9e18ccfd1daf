import { Switch } from "antd";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { setPreferences, usePreferences } from "@/ui/theme/preferences";
import { AppearanceChoices } from "./AppearanceChoices";
import styles from "./AppearancePage.module.css";

export default function AppearancePage() {
  const { t } = useTranslation("app");
  const { letterKeys } = usePreferences();
  return (
    <div className={styles.page}>
      <Card title={t("settings.appearance")}>
        <AppearanceChoices />
      </Card>
      <Card title={t("settings.keys")}>
        <label className={styles.choice}>
          <Switch size="small" checked={letterKeys} onChange={(checked) => setPreferences({ letterKeys: checked })} />
          <span>
            {t("ui:keys.letters")}
            <small>{t("settings.keysHint")}</small>
          </span>
        </label>
      </Card>
    </div>
  );
}
