import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import type { BlockedRecord } from "./blocked";
import styles from "./undo.module.css";

function RecordName({ record }: { record: { object: string; id: string | null; title: string | null; code?: string } }) {
  const object = useMeta().data?.objects[record.object];
  if (!object || record.id === null || record.code === "gone") return <b>{record.title ?? object?.label ?? record.object}</b>;
  return <Link to={`/o/${record.object}/${record.id}`}>{record.title ?? object.label}</Link>;
}

/** Who refers to a record: the first by name, the others by their number. */
function Referrers({ by }: { by: NonNullable<BlockedRecord["referred_by"]> }) {
  const { t } = useTranslation("changes");
  const others = by.count - by.records.length;
  return (
    <ul className={styles.referrers}>
      {by.records.map((record) => (
        <li key={`${record.object}${record.id}`}>
          <RecordName record={record} />
        </li>
      ))}
      {others > 0 && <li className={styles.quiet}>{t("blocked.others", { count: others })}</li>}
    </ul>
  );
}

interface Props {
  rows: readonly BlockedRecord[];
  count: number;
  /** How much else could be taken back. */
  rest: number;
  onRest: () => void;
  isPending: boolean;
}

/** The records that stand in the way of an undo, each with its reason, and the offer to undo the rest. */
export function Blocked({ rows, count, rest, onRest, isPending }: Props) {
  const { t } = useTranslation("changes");
  return (
    <div className={styles.blocked} role="alert">
      <p>
        <b>{t("blocked.title", { count })}</b>
      </p>
      <p className={styles.quiet}>{t(rest > 0 ? "blocked.text" : "blocked.noRest")}</p>
      <ul>
        {rows.map((row, place) => (
          <li key={`${row.object}${row.id ?? place}`}>
            <RecordName record={row} /> <span className={styles.quiet}>{row.message}</span>
            {row.change_set && (
              <Link to="/changes" search={{ change: row.change_set } as never} className={styles.later}>
                {t("blocked.later")}
              </Link>
            )}
            {row.referred_by && <Referrers by={row.referred_by} />}
          </li>
        ))}
      </ul>
      {count > rows.length && <p className={styles.quiet}>{t("blocked.others", { count: count - rows.length })}</p>}
      {rest > 0 && (
        <Button loading={isPending} onClick={onRest}>
          {t("blocked.rest")}
        </Button>
      )}
    </div>
  );
}
