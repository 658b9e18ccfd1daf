import { useTranslation } from "@/i18n";

export function NotFound() {
  const { t } = useTranslation("app");
  return <main>{t("notFound.title")}</main>;
}
