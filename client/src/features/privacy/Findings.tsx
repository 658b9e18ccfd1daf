import { FileSearchOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "@/i18n";
import { EmptyState } from "@/ui/kit/EmptyState";
import { showProblem } from "@/ui/toast/undo";
import { FindingGroup } from "./FindingGroup";
import styles from "./privacy.module.css";
import { chooseFindings, nameOf, requestKey, type Finding, type RequestState } from "./requests";

type Choose = (findings: readonly Finding[], isChosen: boolean) => void;

interface PartProps {
  state: RequestState;
  person: number;
  isSure: boolean;
  onChoose: Choose;
  onCorrect?: ((finding: Finding) => void) | undefined;
}

/** What is certain of a person, or what is not; place by place. */
function Part({ state, person, isSure, onChoose, onCorrect }: PartProps) {
  const { t } = useTranslation("privacy");
  const places = state.places.filter((place) => place.person === person && place.is_sure === isSure);
  if (places.length === 0) return null;
  return (
    <section className={styles.part}>
      <h4>{t(isSure ? "request.sureOnes" : "request.unsureOnes")}</h4>
      {places.map((place) => (
        <FindingGroup
          key={`${place.place} ${place.object}`}
          place={place}
          findings={state.findings.filter((each) => each.person === person && each.is_sure === isSure && each.place === place.place && each.object === place.object)}
          onChoose={onChoose}
          onCorrect={onCorrect}
        />
      ))}
    </section>
  );
}

/** What the audit log tells of a person; it stays, since it holds no values. */
function Logged({ state, person }: { state: RequestState; person: number }) {
  const { t } = useTranslation("privacy");
  const told = state.logged?.find((each) => each.person === person);
  if (!told) return null;
  const signIns = told.sign_ins > 0 ? ` ${t("request.signIns", { count: told.sign_ins })}` : "";
  return <p className={styles.hint}>{t("request.logged", { count: told.entries })}{signIns}</p>;
}

function Files({ state }: { state: RequestState }) {
  const { t } = useTranslation("privacy");
  const { rest = 0, unread = 0 } = state.files ?? {};
  return (
    <>
      {rest > 0 && <p role="status">{t("request.searching", { count: rest })}</p>}
      {unread > 0 && <p className={styles.hint}>{t("request.unread", { count: unread })}</p>}
    </>
  );
}

interface FindingsProps {
  id: string;
  state: RequestState;
  onCorrect?: ((finding: Finding) => void) | undefined;
}

/** Where the persons were found, each apart from the others; the officer says what is theirs. */
export function Findings({ id, state, onCorrect }: FindingsProps) {
  const { t } = useTranslation("privacy");
  const client = useQueryClient();
  const choose = useMutation({
    mutationFn: ({ findings, isChosen }: { findings: readonly Finding[]; isChosen: boolean }) => chooseFindings(id, findings, isChosen),
    onSuccess: (found) => client.setQueryData(requestKey(id), found),
    onError: showProblem,
  });
  const onChoose: Choose = (findings, isChosen) => choose.mutate({ findings, isChosen });
  const isNowhere = (person: number) => !state.places.some((place) => place.person === person);
  return (
    <>
      <p className={styles.hint}>{t("request.decide")}</p>
      <Files state={state} />
      {state.persons.map((person) => (
        <section key={person.number} className={styles.person} aria-label={nameOf(person, person.number)}>
          <h3>{nameOf(person, person.number)}</h3>
          <Logged state={state} person={person.number} />
          {isNowhere(person.number) && <EmptyState isCompact icon={<FileSearchOutlined />} title={t("request.nothing")} />}
          <Part state={state} person={person.number} isSure onChoose={onChoose} onCorrect={onCorrect} />
          <Part state={state} person={person.number} isSure={false} onChoose={onChoose} onCorrect={onCorrect} />
        </section>
      ))}
    </>
  );
}
