import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { apiAddress } from "@/api/client";
import { useTranslation } from "@/i18n";
import { Corrections } from "./Corrections";
import { Packages } from "./Packages";
import styles from "./privacy.module.css";
import { ReasonDialog } from "./ReasonDialog";
import { Refusal } from "./Refusal";
import { carryOut, makePackage, requestKey, requestQuery, type Deed, type Order, type RequestKind, type RequestState } from "./requests";

/** What a request of each kind may end in. */
const deedsOf: Record<RequestKind, readonly Deed[]> = {
  access: [],
  correct: ["correct"],
  restrict: ["restrict"],
  anonymise: ["anonymise", "erase"],
  erase: ["anonymise", "erase"],
};

function Progress({ id, state }: { id: string; state: RequestState }) {
  const { t } = useTranslation("privacy");
  if (state.state !== "done") return <p role="status">{t("request.working")}</p>;
  return (
    <>
      <p>
        {t(`request.done.${(state.certificate?.deed ?? "erase") as Deed}`)}{" "}
        <a href={apiAddress(`/privacy/requests/${id}/certificate`)} target="_blank" rel="noreferrer">{t("request.certificate")}</a>
      </p>
      <Corrections corrections={state.corrections ?? []} />
    </>
  );
}

interface QuestionProps {
  deed: Deed;
  isBusy: boolean;
  error: unknown;
  onAnswer: (order: Order) => void;
  onClose: () => void;
}

function Question({ deed, isBusy, error, onAnswer, onClose }: QuestionProps) {
  const { t } = useTranslation("privacy");
  const words = { title: t(`request.${deed}All`), text: t(`request.sure.${deed}`) };
  if (deed === "restrict") {
    return <ReasonDialog {...words} button={words.title} isBusy={isBusy} error={error} onAnswer={(reason) => onAnswer({ deed, reason })} onClose={onClose} />;
  }
  return (
    <Modal open title={words.title} okText={words.title} cancelText={t("cancel")} okButtonProps={{ danger: deed !== "correct", loading: isBusy }} onOk={() => onAnswer({ deed })} onCancel={onClose}>
      <p>{words.text}</p>
    </Modal>
  );
}

interface AnswerProps {
  id: string;
  kind: RequestKind;
  state: RequestState;
}

/** What is done about a request: archives for the persons, corrections, a restriction, or that they are made nobody. */
export function Answer({ id, kind, state }: AnswerProps) {
  const { t } = useTranslation("privacy");
  const client = useQueryClient();
  const [asked, ask] = useState<Deed | null>(null);
  const pack = useMutation({ mutationFn: () => makePackage(id), onSuccess: () => client.invalidateQueries(requestQuery(id)) });
  const run = useMutation({
    mutationFn: (order: Order) => carryOut(id, order),
    onSuccess: (found) => client.setQueryData(requestKey(id), found),
    onSettled: () => ask(null),
  });
  if (["queued", "running", "done"].includes(state.state)) return <Progress id={id} state={state} />;
  const hasChosen = state.findings.some((finding) => finding.is_chosen);
  const isSearching = (state.files?.rest ?? 0) > 0;
  const corrections = state.corrections ?? [];
  const isReady = (deed: Deed) => (deed === "correct" ? corrections.length > 0 : hasChosen && !isSearching);
  return (
    <>
      {kind === "correct" && corrections.length === 0 && <p className={styles.hint}>{t("request.correctHint")}</p>}
      <Corrections corrections={corrections} />
      <div className={styles.deeds}>
        <Button disabled={!hasChosen} loading={pack.isPending} onClick={() => pack.mutate()}>{t("request.pack")}</Button>
        {deedsOf[kind].map((deed) => (
          <Button key={deed} danger={deed === "erase"} type={deed === "correct" || deed === "restrict" ? "primary" : "default"} disabled={!isReady(deed)} onClick={() => ask(deed)}>
            {t(`request.${deed}All`)}
          </Button>
        ))}
      </div>
      <Refusal error={run.error ?? pack.error} onLeaveHeld={() => run.mutate({ deed: run.variables?.deed ?? "erase", leaves_held: true })} />
      <Packages state={state} />
      {asked && <Question deed={asked} isBusy={run.isPending} error={run.error} onAnswer={(order) => run.mutate(order)} onClose={() => ask(null)} />}
    </>
  );
}
