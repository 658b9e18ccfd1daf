import { CompassOutlined } from "@ant-design/icons";
import { useTranslation } from "@/i18n";
import { LinkButton } from "@/ui/kit/LinkButton";
import { EmptyState } from "@/ui/kit/EmptyState";

export function NotFound() {
  const { t } = useTranslation("app");
  return (
    <main>
      <EmptyState icon={<CompassOutlined />} title={t("notFound.title")} text={t("notFound.text")} action={<LinkButton to="/">{t("notFound.home")}</LinkButton>} />
    </main>
  );
}
