import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { api } from "@/api/client";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { When } from "@/ui/kit/When";
import { showProblem } from "@/ui/toast/undo";
import { grantsQuery } from "./programs";
import { Scopes } from "./Scopes";
import styles from "./tokens.module.css";

/** Programs that the person has let in. */
export function Grants() {
  const { t } = useTranslation("tokens");
  const { data, refetch } = useQuery(grantsQuery);
  const end = async (id: string) => {
    await api.delete(`/oauth/grants/${id}`).catch(showProblem);
    void refetch();
  };
  if (!data || data.grants.length === 0) return null;
  return (
    <Card title={t("grants")} isFlush>
      <ul aria-label={t("grants")}>
        {data.grants.map((grant) => (
          <li key={grant.id} className={styles.row}>
            <span className={styles.name}>
              <b>{grant.name}</b>
              <Scopes given={grant.scopes} />
              <span className={styles.hint}>{t("until")} <When at={grant.expires_at} /></span>
            </span>
            <Button size="small" aria-label={t("shutOutOne", { name: grant.name })} onClick={() => void end(grant.id)}>{t("shutOut")}</Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
