import { LockOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { LinkButton } from "@/ui/kit/LinkButton";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { KeyRow } from "./KeyRow";
import { keysQuery } from "./keys";
import styles from "./keys.module.css";

/** The keys of encrypted fields: which there are, what is being done with their values, and what can be done. */
export default function KeysPage() {
  const { t } = useTranslation("encryption");
  const { data: keys, error, refetch } = useQuery(keysQuery);
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!keys) return <ListSkeleton />;
  return (
    <div className={styles.page}>
      <Card title={t("title")} isFlush>
        {keys.fields.length === 0 && (
          <EmptyState
            icon={<LockOutlined />}
            title={t("empty.title")}
            text={t("empty.text")}
            action={<LinkButton to="/settings/objects">{t("empty.go")}</LinkButton>}
          />
        )}
        <ul aria-label={t("title")}>
          {keys.fields.map((entry) => <KeyRow key={`${entry.object} ${entry.field}`} entry={entry} />)}
        </ul>
      </Card>
      <Card title={t("master.title")}>
        <p className={styles.text}>{t(`master.${keys.keeper}`)}</p>
      </Card>
    </div>
  );
}
