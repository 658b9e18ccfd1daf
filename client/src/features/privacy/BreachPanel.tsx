import { useQuery } from "@tanstack/react-query";
import { apiAddress } from "@/api/client";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { pageRecordQuery } from "@/records/form/recordQuery";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { useNow } from "@/ui/kit/When";
import type { PanelProps } from "@/ui/panels";
import styles from "./privacy.module.css";

const hour = 3_600_000;
const within = 72;

function instant(value: unknown): Date | null {
  return typeof value === "string" ? new Date(value) : null;
}

/** What is left of the 72 hours in which the authority is told, as a bar and in words. */
function Clock({ record }: { record: WireRecord }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const now = useNow();
  const until = instant(record.report_until);
  const told = instant(record.authority_told_at);
  if (!until) return null;
  const left = (until.getTime() - (told ?? now).getTime()) / hour;
  const hours = Math.floor(Math.abs(left));
  const state = told ? (left >= 0 ? "toldInTime" : "toldLate") : left >= 0 ? "left" : "over";
  const isBad = left < 0;
  return (
    <div className={styles.clock} data-state={isBad ? "over" : !told && left < 24 ? "near" : undefined}>
      <b role={isBad && !told ? "alert" : undefined}>{t(`breach.${state}`, { count: hours })}</b>
      <meter min={0} max={within} low={24} optimum={within} value={Math.max(0, Math.min(within, left))} aria-label={t("breach.meter")} />
      <span className={styles.hint}>{t("breach.until", { day: format.dateTime(until.toISOString()) })}</span>
    </div>
  );
}

function Loaded({ object, id }: { object: ObjectMeta; id: string }) {
  const { t } = useTranslation("privacy");
  const record = useQuery(pageRecordQuery(object, id)).data;
  if (!record) return null;
  return (
    <Card title={t("breach.title")}>
      <Clock record={record} />
      <ul className={styles.list}>
        {(["authority", "persons"] as const).map((to) => (
          <li key={to}>
            <a href={apiAddress(`/privacy/breaches/${id}/report`, { to })} target="_blank" rel="noreferrer">{t(`breach.report.${to}`)}</a>
          </li>
        ))}
      </ul>
    </Card>
  );
}

/** How long there is to tell of a breach, and what is told. */
export default function BreachPanel({ id }: PanelProps) {
  const object = useObject("breach");
  return object ? <Loaded object={object} id={id} /> : null;
}
