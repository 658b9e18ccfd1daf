import { useMutation, useQuery } from "@tanstack/react-query";
import { Button } from "antd";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showProblem } from "@/ui/toast/undo";
import { Scopes } from "./Scopes";
import styles from "./tokens.module.css";

interface Asked {
  name: string;
  scopes: string[];
  redirect: string;
}

/** A program asks to be let in: who, to do what, for how long; the person decides. */
export default function ConsentPage() {
  const { t } = useTranslation("tokens");
  const me = useMe().data;
  const request = Object.fromEntries(new URLSearchParams(window.location.search));
  const { data, error, refetch } = useQuery({
    queryKey: ["oauth", "asked", window.location.search],
    queryFn: ({ signal }) => api.get<Asked>("/oauth/asked", request, signal),
    retry: false,
  });
  const decide = useMutation({
    mutationFn: (allow: boolean) => api.post<{ location: string }>("/oauth/decision", { ...request, allow }),
    onSuccess: ({ location }) => window.location.assign(location),
    onError: showProblem,
  });
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton />;
  return (
    <div className={styles.consent}>
      <Card>
        <h1>{t("consent.title", { name: data.name })}</h1>
        <p>{t("consent.text", { name: data.name, person: me?.user.name ?? "" })}</p>
        <Scopes given={data.scopes} />
        <p className={styles.hint}>{t("consent.term")}</p>
        <p className={styles.hint}>{t("consent.back")} <code className={styles.place}>{data.redirect}</code></p>
        <div className={styles.buttons}>
          <Button type="primary" loading={decide.isPending} onClick={() => decide.mutate(true)}>{t("consent.allow")}</Button>
          <Button disabled={decide.isPending} onClick={() => decide.mutate(false)}>{t("consent.refuse")}</Button>
        </div>
      </Card>
    </div>
  );
}
