import { PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showProblem } from "@/ui/toast/undo";
import { NewKey } from "./NewKey";
import { ProgramForm } from "./ProgramForm";
import { programsQuery } from "./programs";
import { Scopes } from "./Scopes";
import styles from "./tokens.module.css";

/** Programs of others that people may let in. */
export default function ProgramsPage() {
  const { t } = useTranslation("tokens");
  const { data, error, refetch } = useQuery(programsQuery);
  const [isMaking, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  const remove = async (id: string) => {
    await api.delete(`/oauth/programs/${id}`).catch(showProblem);
    void refetch();
  };
  const made = (fresh: string | null) => {
    setMaking(false);
    setSecret(fresh);
    void refetch();
  };
  return (
    <div className={styles.page}>
      <Card title={t("programs")} extra={!isMaking && <Button size="small" icon={<PlusOutlined />} onClick={() => setMaking(true)}>{t("register")}</Button>}>
        <p className={styles.hint}>{t("programsText")}</p>
        {secret && <NewKey value={secret} onDone={() => setSecret(null)} />}
        {isMaking && <ProgramForm onMade={made} onCancel={() => setMaking(false)} />}
      </Card>
      <Card title={t("registered")} isFlush>
        {data.programs.length === 0 && <p className={styles.none}>{t("noPrograms")}</p>}
        <ul aria-label={t("registered")}>
          {data.programs.map((program) => (
            <li key={program.id} className={styles.row}>
              <span className={styles.name}>
                <b>{program.name}</b>
                <span>{t("clientId")} <code>{program.id}</code> <Chip tone="info">{t(program.is_confidential ? "withSecret" : "withoutSecret")}</Chip></span>
                <Scopes given={program.scopes} />
                <span className={styles.hint}>{program.redirects.join(" · ")}</span>
              </span>
              <Button size="small" aria-label={t("removeOne", { name: program.name })} onClick={() => void remove(program.id)}>{t("remove")}</Button>
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
