import { Link } from "@tanstack/react-router";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import type { PanelProps } from "@/ui/panels";

/** Leads from a request's record to where it is worked on. */
export default function RequestPanel({ id, canEdit }: PanelProps) {
  const { t } = useTranslation("privacy");
  if (!canEdit) return null;
  return (
    <Card title={t("request.title")}>
      <p>{t("request.lead")}</p>
      <Link to={`/privacy/requests/${id}`}>{t("request.open")}</Link>
    </Card>
  );
}
