import { useQueries } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { FieldMeta, RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { LinesTable } from "@/fields/lines/lines";
import { lineFields } from "@/fields/lines/LinesInput";
import { asLines, isEmpty, titleText } from "@/fields/values";
import { useShown } from "./PageContext";
import styles from "./page.module.css";

function idsIn(lines: readonly WireRecord[], field: FieldMeta): string[] {
  return [...new Set(lines.map((line) => line[field.name]).filter((value) => typeof value === "string"))].sort();
}

/** Lines come with bare references; their titles are asked for together, one request for each field. */
function useTitledLines(field: FieldMeta, value: unknown): WireRecord[] {
  const meta = useMeta().data;
  const lines = asLines(value);
  const references = lineFields(field.lines ? meta?.objects[field.lines] : undefined).filter((each) => each.kind === "reference");
  const titles = useQueries({
    queries: references.map((reference) => {
      const target = meta?.objects[reference.target ?? ""];
      const ids = idsIn(lines, reference);
      return {
        queryKey: keys.list(reference.target ?? "", { titles: ids }),
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api.get<RecordPage>(
            `/records/${reference.target}`,
            { fields: target?.title, filter: JSON.stringify({ field: "id", op: "in", value: ids }), limit: Math.min(500, ids.length), count: "none" },
            signal,
          ),
        enabled: target !== undefined && ids.length > 0,
      };
    }),
    combine: (answers) =>
      new Map(
        answers.flatMap((answer, place) => {
          const title = meta?.objects[references[place]?.target ?? ""]?.title ?? "";
          return (answer.data?.records ?? []).map((record) => [record.id, titleText(record[title])] as const);
        }),
      ),
  });
  const titled = (line: WireRecord) =>
    references.flatMap(({ name }) => {
      const id = line[name];
      return typeof id === "string" ? [[name, { id, title: titles.get(id) ?? null }]] : [];
    });
  return lines.map((line) => ({ ...line, ...Object.fromEntries(titled(line)) }));
}

function LinesCard({ field }: { field: FieldMeta }) {
  const { record } = useShown();
  const lines = useTitledLines(field, record[field.name]);
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>{field.label}</h2>
      <LinesTable field={field} value={lines} />
    </section>
  );
}

/** The owned lines of the record, such as those of an order. */
export function LinesCards() {
  const { object, record } = useShown();
  const lists = Object.values(object.fields).filter((field) => field.kind === "lines" && !object.left_out.includes(field.name) && !isEmpty(record[field.name]));
  if (lists.length === 0) return null;
  return (
    <div className={styles.wide}>
      {lists.map((field) => (
        <LinesCard key={field.name} field={field} />
      ))}
    </div>
  );
}
