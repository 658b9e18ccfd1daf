import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { KeyList } from "./KeyList";
import styles from "./keys.module.css";

export default function KeysPage() {
  const { t } = useTranslation("ui");
  return (
    <div className={styles.page}>
      <Card title={t("keys.title")}>
        <KeyList />
      </Card>
    </div>
  );
}
