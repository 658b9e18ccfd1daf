import { useQueries } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { FieldMeta, Meta, ObjectMeta, RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { isEmpty, isFields } from "@/fields/values";
import type { TimelineEntry } from "./queries";

const proseKinds = new Set(["long_text", "rich_text"]);
const saidElsewhere = new Set(["owner", "team"]);
const mostFacts = 4;

/** The first text in which an object says what it is about. */
export function proseField(object: ObjectMeta): FieldMeta | undefined {
  return Object.values(object.fields).find((field) => proseKinds.has(field.kind) && field.name !== object.title);
}

/** What of an entry's key facts says something here: not its own moment, its owner, or the record that is shown. */
export function entryFacts(object: ObjectMeta, record: WireRecord, shown: string): FieldMeta[] {
  return object.key_facts
    .flatMap((name) => object.fields[name] ?? [])
    .filter((field) => {
      const value = record[field.name];
      const isShown = value === shown || (isFields(value) && value.id === shown);
      const isMoment = field.kind === "date_time" && field.required;
      return !isEmpty(value) && !isShown && !isMoment && !saidElsewhere.has(field.name) && field.name !== object.title;
    })
    .slice(0, mostFacts);
}

function askedFields(object: ObjectMeta): string[] {
  return [...new Set([object.title, ...object.key_facts, ...(proseField(object)?.name ?? "").split(" ")])].filter((name) => name in object.fields);
}

function idsByObject(entries: readonly TimelineEntry[], meta: Meta | undefined): [ObjectMeta, string[]][] {
  const found = new Map<string, Set<string>>();
  for (const entry of entries) {
    if (entry.kind !== entry.object || !meta?.objects[entry.object]) continue;
    found.set(entry.object, (found.get(entry.object) ?? new Set()).add(entry.id));
  }
  return [...found].flatMap(([name, ids]) => {
    const object = meta?.objects[name];
    return object ? [[object, [...ids].sort()] satisfies [ObjectMeta, string[]]] : [];
  });
}

/** The records behind the entries of a timeline, one request for each kind of them. */
export function useEntryRecords(entries: readonly TimelineEntry[]): Map<string, WireRecord> {
  const meta = useMeta().data;
  const wanted = idsByObject(entries, meta);
  return useQueries({
    queries: wanted.map(([object, ids]) => ({
      queryKey: keys.list(object.name, { entries: ids }),
      queryFn: ({ signal }: { signal: AbortSignal }) => {
        const fields = askedFields(object);
        const expand = fields.filter((name) => object.fields[name]?.kind === "reference").join(",") || undefined;
        const filter = JSON.stringify({ field: "id", op: "in", value: ids });
        return api.get<RecordPage>(
          `/records/${object.name}`, { filter, fields: fields.join(","), expand, limit: Math.min(500, ids.length), count: "none" }, signal,
        );
      },
    })),
    combine: (answers) => new Map(answers.flatMap((answer) => answer.data?.records.map((record) => [record.id, record] as const) ?? [])),
  });
}
