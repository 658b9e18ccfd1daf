import { ClockCircleOutlined } from "@ant-design/icons";
import { useTranslation } from "@/i18n";
import { useRecent } from "../shell/sideQueries";
import { RecordsCard } from "./RecordsCard";

export function RecentCard() {
  const { t } = useTranslation("app");
  return <RecordsCard title={t("menu.recent")} records={useRecent().slice(0, 8)} icon={<ClockCircleOutlined />} nothing={t("home.nothingSeen")} nothingText={t("home.nothingSeenText")} />;
}
