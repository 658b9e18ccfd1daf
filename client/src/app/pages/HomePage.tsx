import { useTranslation } from "@/i18n";

export default function HomePage() {
  const { t } = useTranslation("app");
  return <main>{t("home.title")}</main>;
}
