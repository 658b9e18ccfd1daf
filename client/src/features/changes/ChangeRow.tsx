import { Link } from "@tanstack/react-router";
import { useMeta } from "@/api/session";
import { currentLanguage, useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Chip } from "@/ui/kit/Chip";
import styles from "./changes.module.css";
import type { ChangeSet, SingleChange } from "./changes";
import { Summary } from "./Summary";
import { isAway, singleKey, sourceKey } from "./words";

interface OpenerProps {
  isOpen: boolean;
  onOpen: () => void;
}

/** One record by its name, which leads to it, and what became of it. */
function Single({ record, word, isOpen, onOpen }: { record: SingleChange; word: string | undefined } & OpenerProps) {
  const { t } = useTranslation("changes");
  const object = useMeta().data?.objects[record.object];
  const name = object?.label ?? word ?? record.object;
  const labels = record.fields.flatMap((field) => object?.fields[field]?.label ?? []);
  const fields = new Intl.ListFormat(currentLanguage(), { type: "conjunction", style: "short" }).format(labels);
  const text = record.kind === "update" && fields ? t("single.fields", { fields }) : t(singleKey(record.kind));
  return (
    <>
      <span className={styles.quiet}>{name} </span>
      {object && !isAway(record.kind) ? (
        <Link to={`/o/${record.object}/${record.id}`} className={styles.named}>
          {record.title}
        </Link>
      ) : (
        <b>{record.title}</b>
      )}{" "}
      <button type="button" className={styles.whole} aria-label={`${name} ${record.title} ${text}`} aria-expanded={isOpen} onClick={onOpen}>
        {text}
      </button>
    </>
  );
}

/** One change set in the list; a click anywhere opens it. */
export function ChangeRow({ set, isOpen, onOpen }: { set: ChangeSet } & OpenerProps) {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const source = sourceKey(set.source);
  return (
    <li className={styles.row} data-open={isOpen || undefined} data-undone={(set.undone_by && !set.is_partly) || undefined}>
      <time dateTime={set.at} title={format.exactTime(set.at)} className={styles.time}>
        {format.time(set.at)}
      </time>
      <span className={styles.who}>{set.by?.title ?? t("system")}</span>
      <span className={styles.what}>
        {set.record ? (
          <Single record={set.record} word={set.summary[0]?.label} isOpen={isOpen} onOpen={onOpen} />
        ) : (
          <button type="button" className={styles.whole} aria-expanded={isOpen} onClick={onOpen}>
            <Summary set={set} />
          </button>
        )}
        {set.reason && <span className={styles.quiet}> {set.reason}</span>}
      </span>
      <span className={styles.marks}>
        {set.undone_by && <Chip tone="warn">{t(set.is_partly ? "undonePartly" : "undone")}</Chip>}
        <Chip tone={set.undoes ? "info" : "plain"}>{source ? t(source) : set.source}</Chip>
      </span>
    </li>
  );
}
