import { useQuery } from "@tanstack/react-query";
import { Link, useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { pageRecordQuery } from "@/records/form/recordQuery";
import { Card } from "@/ui/kit/Card";
import { PageHeader } from "@/ui/kit/PageHeader";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { Answer } from "./Answer";
import { CorrectDialog } from "./CorrectDialog";
import { Findings } from "./Findings";
import { PersonsForm } from "./PersonsForm";
import styles from "./privacy.module.css";
import { requestQuery, type Finding, type RequestKind, type RequestState } from "./requests";

interface StepsProps {
  id: string;
  kind: RequestKind;
  state: RequestState;
}

function Steps({ id, kind, state }: StepsProps) {
  const { t } = useTranslation("privacy");
  const [corrected, correct] = useState<Finding | null>(null);
  const isOver = state.state === "done" || state.state === "queued" || state.state === "running";
  return (
    <>
      {!isOver && (
        <Card title={t("request.who")}>
          <PersonsForm key={state.persons.length} id={id} state={state} />
        </Card>
      )}
      {!isOver && state.state !== "new" && (
        <Card title={t("request.found")}>
          <Findings id={id} state={state} onCorrect={kind === "correct" ? correct : undefined} />
        </Card>
      )}
      {state.state !== "new" && (
        <Card title={t("request.answer")}>
          <Answer id={id} kind={kind} state={state} />
        </Card>
      )}
      {corrected && <CorrectDialog id={id} finding={corrected} onClose={() => correct(null)} />}
    </>
  );
}

function Loaded({ id, object }: { id: string; object: ObjectMeta }) {
  const { t } = useTranslation("privacy");
  const record = useQuery(pageRecordQuery(object, id));
  const request = useQuery(requestQuery(id));
  const error = record.error ?? request.error;
  if (error) return <ProblemView error={error} onRetry={() => void request.refetch()} />;
  if (!request.data || !record.data) return <ListSkeleton rows={8} />;
  const kind = record.data.kind as RequestKind;
  const number = String(record.data.number);
  return (
    <>
      <PageHeader
        title={`${number} · ${t(`request.kind.${kind}`)}`}
        trail={<Link to={`/o/subject_request/${id}`}>{t("request.back")}</Link>}
      />
      <div className={styles.page}>
        <Steps id={id} kind={kind} state={request.data} />
      </div>
    </>
  );
}

/** One request of data subjects at work: who they are, where they are, and what is done. */
export default function RequestPage() {
  const { id = "" } = useParams({ strict: false }) as { id?: string };
  const object = useObject("subject_request");
  return object ? <Loaded id={id} object={object} /> : <ListSkeleton rows={8} />;
}
