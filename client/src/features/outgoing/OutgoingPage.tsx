import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { outgoingQuery } from "./outgoing";
import styles from "./outgoing.module.css";
import { Places } from "./Places";

/** What the product may fetch beside the public addresses. */
export default function OutgoingPage() {
  const { t } = useTranslation("outgoing");
  const { data, error, refetch } = useQuery(outgoingQuery);
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  return (
    <div className={styles.page}>
      <Card title={t("title")}>
        <p className={styles.text}>{t("text")}</p>
        <Places places={data.places} />
      </Card>
    </div>
  );
}
