import { CalendarOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Tag } from "antd";
import { api } from "@/api/client";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ProblemView } from "@/ui/kit/ProblemView";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { AbsenceForm } from "./AbsenceForm";
import styles from "./absence.module.css";

interface Absence {
  id: string;
  person: { id: string; title: string };
  delegate: { id: string; title: string };
  since: string;
  until: string;
  is_now: boolean;
}

const key = ["sharing", "absences"];

/** Who stands in while one is away; an administrator plans it for everybody. */
export default function AbsencePage() {
  const { t } = useTranslation("sharing");
  const format = useFormat();
  const client = useQueryClient();
  const me = useMe().data;
  const isAll = me?.is_administrator ?? false;
  const absences = useQuery({
    queryKey: [...key, isAll],
    queryFn: ({ signal }) => api.get<{ absences: Absence[] }>("/sharing/absences", { of: isAll ? "all" : "me" }, signal),
  });
  const renew = () => client.invalidateQueries({ queryKey: key });
  const end = useMutation({
    mutationFn: (absence: Absence) => api.write("DELETE", `/sharing/absences/${absence.id}`),
    onSuccess: ({ changeSet }) => {
      showWritten(t("absence.ended"), changeSet);
      return renew();
    },
    onError: showProblem,
  });
  if (absences.error) return <ProblemView error={absences.error} onRetry={() => void absences.refetch()} />;
  const list = absences.data?.absences ?? [];
  return (
    <div className={styles.page}>
      <Card title={t("absence.plan")}>
        <p className={styles.hint}>{t("absence.text")}</p>
        <AbsenceForm mayPlanForOthers={isAll} onPlanned={() => void renew()} />
      </Card>
      <Card title={t("absence.planned")} isFlush>
        {absences.isSuccess && list.length === 0 && <EmptyState isCompact icon={<CalendarOutlined />} title={t("absence.none")} />}
        <ul className={styles.list}>
          {list.map((absence) => (
            <li key={absence.id}>
              <div>
                <b>{t("absence.standsIn", { person: absence.person.title, delegate: absence.delegate.title })}</b>
                <span className={styles.hint}>{t("absence.days", { since: format.date(absence.since), until: format.date(absence.until) })}</span>
              </div>
              {absence.is_now && <Tag color="processing">{t("absence.now")}</Tag>}
              {(isAll || absence.person.id === me?.user.id) && (
                <Button size="small" onClick={() => end.mutate(absence)}>
                  {t("end")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
