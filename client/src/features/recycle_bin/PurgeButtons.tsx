import { Link } from "@tanstack/react-router";
import { Button, Modal, Tooltip } from "antd";
import { useState } from "react";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import styles from "./recycleBin.module.css";
import type { Purge, Stayed, Wanted } from "./usePurge";

interface Question {
  count: number;
  wanted: Wanted;
}

/** Nothing brings back what goes now: the one place that asks before. */
function AskFirst({ question, onAgree, onClose }: { question: Question; onAgree: () => void; onClose: () => void }) {
  const { t } = useTranslation("recycle_bin");
  return (
    <Modal open title={t("purge.question", { count: question.count })} okText={t("purge.agree")} okButtonProps={{ danger: true }} cancelText={t("purge.cancel")} onOk={onAgree} onCancel={onClose}>
      <p>{t("purge.text")}</p>
    </Modal>
  );
}

function StayedRow({ row, untitled }: { row: Stayed; untitled: string }) {
  const { t } = useTranslation("recycle_bin");
  const meta = useMeta().data;
  const known = row.referred_by?.records ?? [];
  const others = (row.referred_by?.count ?? 0) - known.length;
  return (
    <li>
      <b>{row.title ?? untitled}</b> <span className={styles.quiet}>{row.errors.map((error) => error.message).join(" ")}</span>
      <ul>
        {known.map((each) => (
          <li key={each.id}>
            <Link to={`/o/${each.object}/${each.id}`}>{each.title ?? meta?.objects[each.object]?.label ?? each.object}</Link>
          </li>
        ))}
        {others > 0 && known.length > 0 && <li className={styles.quiet}>{t("purge.others", { count: others })}</li>}
      </ul>
    </li>
  );
}

interface PurgeButtonsProps {
  purge: Purge;
  chosen: readonly string[];
  /** How many of the chosen are still kept, and for how long. */
  early: number;
  days: number;
  /** What a record is called that has no title or whose title may not be seen. */
  untitled: string;
}

/** Deleting for good: what is chosen, once it is due, or all that is due. */
export function PurgeButtons({ purge, chosen, early, days, untitled }: PurgeButtonsProps) {
  const { t } = useTranslation("recycle_bin");
  const [question, setQuestion] = useState<Question | null>(null);
  if (!purge.mayPurge) return null;
  const agree = () => {
    if (question) purge.purge(question.wanted);
    setQuestion(null);
  };
  return (
    <>
      {chosen.length > 0 ? (
        <Tooltip title={early > 0 ? t("purge.early", { count: early, days }) : null}>
          <Button danger disabled={early > 0} loading={purge.isPending} onClick={() => setQuestion({ count: chosen.length, wanted: { ids: chosen } })}>
            {t("purge.chosen", { count: chosen.length })}
          </Button>
        </Tooltip>
      ) : (
        purge.dueCount > 0 && (
          <Button danger loading={purge.isPending} onClick={() => setQuestion({ count: purge.dueCount, wanted: { due: true } })}>
            {t("purge.due", { count: purge.dueCount })}
          </Button>
        )
      )}
      {question && <AskFirst question={question} onAgree={agree} onClose={() => setQuestion(null)} />}
      <Modal open={purge.stayed.left > 0} title={t("purge.stayed", { count: purge.stayed.left })} footer={null} onCancel={purge.forgetStayed}>
        <ul className={styles.stayed}>
          {purge.stayed.refused.map((row) => (
            <StayedRow key={row.id} row={row} untitled={untitled} />
          ))}
          {purge.stayed.left > purge.stayed.refused.length && (
            <li className={styles.quiet}>{t("purge.others", { count: purge.stayed.left - purge.stayed.refused.length })}</li>
          )}
        </ul>
      </Modal>
    </>
  );
}
