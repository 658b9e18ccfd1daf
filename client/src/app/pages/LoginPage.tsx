import { useTranslation } from "@/i18n";

export default function LoginPage() {
  const { t } = useTranslation("app");
  return <main>{t("login.title")}</main>;
}
