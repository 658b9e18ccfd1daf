import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { NetworksForm } from "./NetworksForm";
import { TokenList } from "./TokenList";
import { allTokens, networksQuery } from "./tokens";
import styles from "./tokens.module.css";

/** Everybody's keys, and from where people sign in. */
export default function AccessPage() {
  const { t } = useTranslation("tokens");
  const tokens = useQuery(allTokens);
  const networks = useQuery(networksQuery);
  const error = tokens.error ?? networks.error;
  if (error) return <ProblemView error={error} onRetry={() => void tokens.refetch()} />;
  if (!tokens.data || !networks.data) return <ListSkeleton />;
  return (
    <div className={styles.page}>
      <Card title={t("from")}>
        <NetworksForm key={JSON.stringify(networks.data)} networks={networks.data} />
      </Card>
      <Card title={t("all")} isFlush>
        <TokenList tokens={tokens.data.tokens} path="/security/tokens" showsPerson onChanged={() => void tokens.refetch()} />
      </Card>
    </div>
  );
}
