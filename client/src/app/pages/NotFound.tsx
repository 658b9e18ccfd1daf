import { CompassOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "@/i18n";
import { EmptyState } from "@/ui/kit/EmptyState";

export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <main>
      <EmptyState icon={<CompassOutlined />} title={t("notFound.title")} text={t("notFound.text")} action={<Link to="/">{t("notFound.home")}</Link>} />
    </main>
  );
}
