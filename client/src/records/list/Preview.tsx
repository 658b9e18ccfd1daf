import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import { useMeta } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { Kbd } from "@/ui/kit/Kbd";
import { ProblemView } from "@/ui/kit/ProblemView";
import { SidePanel } from "@/ui/kit/SidePanel";
import { TextSkeleton } from "@/ui/kit/Skeletons";
import { When } from "@/ui/kit/When";
import { pageRecordQuery } from "../form/recordQuery";
import { titleOf } from "../form/values";
import { timelineQuery, type TimelineEntry } from "../page/queries";
import styles from "./preview.module.css";

const kindOf = (field: FieldMeta) => field.result_kind ?? field.kind;

/** Tags and choices whose colours mean something stand above as chips. */
function isChip(field: FieldMeta): boolean {
  return kindOf(field) === "tags" || (field.choices?.some((choice) => choice.colour) ?? false);
}

const figureKinds = new Set(["money", "number", "decimal", "percent"]);
const longKinds = new Set(["lines", "json", "rich_text", "long_text"]);

/** The key facts first, then what else is filled, up to as many as can be read at a glance. */
function factsOf(object: ObjectMeta, record: WireRecord): FieldMeta[] {
  const named = object.groups.filter((group) => group.name !== "system").flatMap((group) => group.fields);
  const names = [...new Set([...object.key_facts, ...named])].filter((name) => name !== object.title);
  return names.flatMap((name) => object.fields[name] ?? []).filter((field) => !isEmpty(record[field.name]) && !longKinds.has(kindOf(field)) && field.kind !== "auto_number");
}

const changeTexts: Record<string, string> = {
  create: "records:preview.created",
  update: "records:preview.changed",
  delete: "records:preview.deleted",
  restore: "records:preview.restored",
};

/** The summary is the subtitle as stored; of a choice its label says more than its key. */
function summaryText(object: ObjectMeta | undefined, summary: string | null | undefined): string {
  const field = object?.subtitle ? object.fields[object.subtitle] : undefined;
  return field?.choices?.find((choice) => choice.key === summary)?.label ?? summary ?? "";
}

function Entry({ object, entry }: { object: ObjectMeta; entry: TimelineEntry }) {
  const { t } = useTranslation("records");
  const meta = useMeta().data;
  const key = entry.kind === "change" ? (changeTexts[entry.summary ?? ""] ?? "records:preview.changed") : changeTexts[entry.kind];
  const fields = (entry.fields ?? []).map((each) => object.fields[each.field]?.label ?? "").filter(Boolean).slice(0, 4);
  return (
    <li>
      <p>
        <strong>{key ? entry.by?.title : entry.title}</strong> {key && t(key)} <span className={styles.when}><When at={entry.at} /></span>
      </p>
      <p className={styles.summary}>{key ? fields.join(t("filter.listJoin")) : summaryText(meta?.objects[entry.object], entry.summary)}</p>
    </li>
  );
}

function LastEntries({ object, id }: { object: ObjectMeta; id: string }) {
  const { t } = useTranslation("records");
  const timeline = useInfiniteQuery(timelineQuery(object.name, id));
  const entries = (timeline.data?.pages[0]?.entries ?? []).slice(0, 5);
  if (timeline.isPending) return <TextSkeleton lines={3} />;
  if (entries.length === 0) return null;
  return (
    <section aria-label={t("preview.timeline")}>
      <h3 className={styles.heading}>{t("preview.timeline")}</h3>
      <ol className={styles.timeline}>
        {entries.map((entry) => (
          <Entry key={`${entry.kind} ${entry.id} ${entry.at}`} object={object} entry={entry} />
        ))}
      </ol>
    </section>
  );
}

function Facts({ object, record }: { object: ObjectMeta; record: WireRecord }) {
  const facts = factsOf(object, record);
  const chips = facts.filter((field) => isChip(field)).slice(0, 4);
  const figures = facts.filter((field) => figureKinds.has(kindOf(field))).slice(0, 3);
  const plain = facts.filter((field) => !chips.includes(field) && !figures.includes(field)).slice(0, 8);
  return (
    <>
      {chips.length > 0 && (
        <p className={styles.chips}>
          {chips.map((field) => (
            <FieldDisplay key={field.name} field={field} value={record[field.name]} />
          ))}
        </p>
      )}
      <dl className={styles.facts}>
        {plain.map((field) => (
          <div key={field.name}>
            <dt>{field.label}</dt>
            <dd>
              <FieldDisplay field={field} value={record[field.name]} record={record} />
            </dd>
          </div>
        ))}
      </dl>
      {figures.length > 0 && (
        <dl className={styles.figures}>
          {figures.map((field) => (
            <div key={field.name}>
              <dt>{field.label}</dt>
              <dd>
                <FieldDisplay field={field} value={record[field.name]} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </>
  );
}

interface PreviewProps {
  object: ObjectMeta;
  id: string;
  onClose: () => void;
  onOpenPage: () => void;
}

/** One record at a glance, beside its list. */
export function Preview({ object, id, onClose, onOpenPage }: PreviewProps) {
  const { t } = useTranslation("records");
  const { data: record, error, refetch } = useQuery(pageRecordQuery(object, id));
  const number = Object.values(object.fields).find((field) => field.kind === "auto_number");
  const head = (
    <span className={styles.head}>
      <span>
        {object.label}
        {number && record?.[number.name] ? <> · <FieldDisplay field={number} value={record[number.name]} /></> : null}
      </span>
      <button type="button" className={styles.open} onClick={onOpenPage}>
        {t("preview.open")} <Kbd keys="enter" />
      </button>
    </span>
  );
  return (
    <SidePanel label={t("preview.title", { object: object.label })} head={head} onClose={onClose}>
      {error && <ProblemView error={error} onRetry={() => void refetch()} />}
      {!record && !error && <TextSkeleton lines={8} />}
      {record && (
        <>
          <h2 className={styles.title}>{titleOf(object, record) || t("untitled")}</h2>
          <Facts object={object} record={record} />
          {object.has_timeline && <LastEntries key={id} object={object} id={id} />}
        </>
      )}
    </SidePanel>
  );
}
