import { RedoOutlined, UndoOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { ChangedFields } from "@/records/page/ChangedFields";
import { Blocked } from "@/records/undo/Blocked";
import { useUndo } from "@/records/undo/useUndo";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import { ProblemView } from "@/ui/kit/ProblemView";
import { TextSkeleton } from "@/ui/kit/Skeletons";
import { changeQuery, type ChangedRecord, type ChangeSetDetail } from "./changes";
import styles from "./changes.module.css";
import { Summary } from "./Summary";
import { didKey, isAway, singleKey, sourceKey } from "./words";

function Actions({ set }: { set: ChangeSetDetail }) {
  const { t } = useTranslation("changes");
  const isRedo = set.offers === "redo";
  const { undo, blocked } = useUndo(isRedo);
  const later = useUndo(false);
  const target = set.undone_by ?? set.id;
  if (!set.undone_by && !set.can_undo) return <p className={styles.quiet}>{t("final")}</p>;
  return (
    <>
      <Button
        type={set.undone_by ? "default" : "primary"}
        icon={isRedo ? <RedoOutlined /> : <UndoOutlined />}
        loading={undo.isPending}
        onClick={() => undo.mutate({ id: target, rest: false })}
      >
        {isRedo ? t("redo") : t("undo")}
      </Button>
      {blocked.count > 0 && (
        <Blocked {...blocked} isPending={undo.isPending} onRest={() => undo.mutate({ id: target, rest: true })} />
      )}
      {set.left > 0 && (
        <Button loading={later.undo.isPending} onClick={() => later.undo.mutate({ id: set.id, rest: false })}>
          {t("left", { count: set.left })}
        </Button>
      )}
      {later.blocked.count > 0 && (
        <Blocked {...later.blocked} isPending={later.undo.isPending} onRest={() => later.undo.mutate({ id: set.id, rest: true })} />
      )}
    </>
  );
}

/** What is no record, such as a view or a field, has a word and no page. */
function Changed({ record, word }: { record: ChangedRecord; word: string | undefined }) {
  const { t } = useTranslation("changes");
  const object = useMeta().data?.objects[record.object];
  const name = object?.label ?? word ?? record.object;
  const text = record.title === null ? t(singleKey(record.kind)) : t(didKey(record.kind), { name: inSentence(name) });
  return (
    <li className={styles.changed}>
      <p>
        {isAway(record.kind) || !object ? (
          <b>{record.title ?? name}</b>
        ) : (
          <Link to={`/o/${record.object}/${record.id}`}>
            <b>{record.title ?? name}</b>
          </Link>
        )}{" "}
        <span className={styles.quiet}>{text}</span>
      </p>
      {!isAway(record.kind) && <ChangedFields object={object} fields={record.fields} />}
    </li>
  );
}

/** One change set: what it did to which record, and the way back. */
export function ChangeDetail({ id }: { id: string }) {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const answer = useQuery(changeQuery(id));
  if (answer.error) return <ProblemView error={answer.error} onRetry={() => void answer.refetch()} />;
  if (!answer.data) return <TextSkeleton lines={6} />;
  const set = answer.data;
  const total = set.summary.reduce((sum, each) => sum + each.count, 0);
  const source = sourceKey(set.source);
  return (
    <div className={styles.detail}>
      <h2 className={styles.detailTitle}>
        <Summary set={set} />
      </h2>
      <p className={styles.quiet}>
        {set.by?.title ?? t("system")} · {format.exactTime(set.at)} · {source ? t(source) : set.source}
      </p>
      {set.reason && <p>{t("reason", { reason: set.reason })}</p>}
      <div className={styles.actions}>
        <Actions set={set} />
      </div>
      <ul>
        {set.records.map((record) => (
          <Changed
            key={`${record.object}${record.id}${record.kind}`}
            record={record}
            word={set.summary.find((each) => each.object === record.object)?.label}
          />
        ))}
      </ul>
      {total > set.records.length && (
        <p className={styles.quiet}>
          {t(set.has_more ? "moreAtLeast" : "more", { number: format.number(total - set.records.length) })}
        </p>
      )}
    </div>
  );
}
