import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { Grants } from "./Grants";
import { NewKey } from "./NewKey";
import { TokenForm } from "./TokenForm";
import { TokenList } from "./TokenList";
import { ownTokens } from "./tokens";
import styles from "./tokens.module.css";

/** Keys with which a person's programs sign in. */
export default function TokensPage() {
  const { t } = useTranslation("tokens");
  const { data, error, refetch } = useQuery(ownTokens);
  const [isMaking, setMaking] = useState(false);
  const [key, setKey] = useState<string | null>(null);
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  const made = (fresh: string) => {
    setMaking(false);
    setKey(fresh);
    void refetch();
  };
  return (
    <div className={styles.page}>
      <Card
        title={t("title")}
        extra={!isMaking && <Button size="small" icon={<PlusOutlined />} onClick={() => setMaking(true)}>{t("new")}</Button>}
      >
        <p className={styles.hint}>{t("text")}</p>
        {key && <NewKey value={key} onDone={() => setKey(null)} />}
        {isMaking && <TokenForm onMade={made} onCancel={() => setMaking(false)} />}
      </Card>
      <Card title={t("list")} isFlush>
        <TokenList tokens={data.tokens} path="/auth/tokens" onChanged={() => void refetch()} />
      </Card>
      <Grants />
    </div>
  );
}
