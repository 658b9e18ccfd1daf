import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Typography } from "antd";
import { useState } from "react";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { GroupRows } from "./GroupRows";
import { provisioningQuery, saveProvisioning, type Provisioning as Facts } from "./signOn";
import styles from "./signOn.module.css";

function ProvisioningForm({ facts }: { facts: Facts }) {
  const { t } = useTranslation("sign_on");
  const [groups, setGroups] = useState(facts.groups);
  const save = useMutation({
    mutationFn: () => saveProvisioning(groups),
    onSuccess: async ({ changeSet }) => {
      showWritten(t("provisioning.saved"), changeSet);
      await queryClient.invalidateQueries({ queryKey: provisioningQuery.queryKey });
    },
    onError: (problem) => {
      if (!isProblem(problem) || problem.errors.length === 0) showProblem(problem);
    },
  });
  const fault = isProblem(save.error) ? save.error.forField("groups") : undefined;
  return (
    <div className={styles.form}>
      <p className={styles.hint}>{t("provisioning.lead")}</p>
      <div className={styles.field}>
        <span>{t("provisioning.address")}</span>
        <Typography.Text copyable code className={styles.address}>{facts.address}</Typography.Text>
      </div>
      <GroupRows rows={groups} hint={t("provisioning.hint")} error={fault} onChange={setGroups} />
      <div>
        <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
          {t("save")}
        </Button>
      </div>
    </div>
  );
}

/** Where a provisioning system comes, and which team gives which role. */
export function Provisioning() {
  const { t } = useTranslation("sign_on");
  const { data, error, refetch } = useQuery(provisioningQuery);
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  return <Card title={t("provisioning.title")}>{data ? <ProvisioningForm key={JSON.stringify(data)} facts={data} /> : <ListSkeleton rows={3} />}</Card>;
}
