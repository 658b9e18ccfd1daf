import { keepPreviousData, useQueries, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Aggregate, FieldMeta, Filter, ObjectMeta, RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { fieldUi } from "@/fields/registry";
import type { Wording } from "@/fields/types";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { both } from "../filter/tree";
import { isSame } from "../form/values";
import type { ViewState } from "../views/viewState";
import { aggregateQuery, askedFields, measuresOf, pageParameters, type Measure } from "./useRecords";

/** The records that share a value: a group of a table or a column of a board. */
export interface Section {
  /** The shared value; null for none. */
  key: string | null;
  title: string;
  count: number;
  /** The sums in the order of the measures. */
  values: (string | number | null)[];
  filter: Filter;
  /** Of a picklist's choice. */
  colour: string | null;
  isFinal: boolean;
}

const spans = new Set(["date", "date_time"]);

function nextMonth(month: string): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  return number === 12 ? `${year + 1}-01-01` : `${year}-${String(number + 1).padStart(2, "0")}-01`;
}

function keyValue(field: FieldMeta, key: string): unknown {
  if (field.kind === "boolean") return key === "true";
  return field.kind === "number" || field.kind === "rating" ? Number(key) : key;
}

/** What a record must fulfil to stand in a section. */
export function sectionFilter(field: FieldMeta, key: string | null): Filter {
  if (key === null) return { field: field.name, op: "is_empty" };
  if (!spans.has(field.kind)) return { field: field.name, op: "eq", value: keyValue(field, key) };
  const start = key.slice(0, 10);
  return { and: [{ field: field.name, op: "ge", value: start }, { field: field.name, op: "lt", value: nextMonth(start) }] };
}

function titleOfKey(field: FieldMeta, key: string | null, given: string | undefined, wording: Wording): string {
  if (key === null) return wording.t("records:group.none", { field: field.label });
  if (given) return given;
  if (spans.has(field.kind)) {
    const month = new Intl.DateTimeFormat(wording.format.language, { year: "numeric", month: "long", timeZone: "UTC" });
    return month.format(new Date(`${key.slice(0, 10)}T00:00:00Z`));
  }
  const value = keyValue(field, key);
  return fieldUi(field).plain(field.target ? { id: key, title: null } : value, field, wording) || key;
}

type Found = Aggregate["groups"][number];

function keyText(key: unknown): string | null {
  return key === null || key === undefined ? null : String(key);
}

function sectionOf(field: FieldMeta, key: string | null, found: Found | undefined, measures: readonly Measure[], wording: Wording): Section {
  const choice = field.choices?.find((each) => each.key === key);
  return {
    key,
    title: titleOfKey(field, key, found?.titles?.["0"], wording),
    count: Number(found?.values[0] ?? 0),
    values: measures.map((_, place) => found?.values[place + 1] ?? null),
    filter: sectionFilter(field, key),
    colour: choice?.colour ?? null,
    isFinal: choice?.is_final ?? false,
  };
}

/** Sections in their natural order: choices as they are declared, dates newest first, the rest by size; what has no value comes last. */
export function orderSections(field: FieldMeta, groups: readonly Found[], measures: readonly Measure[], wording: Wording): Section[] {
  const found = new Map(groups.map((group) => [keyText(group.keys[0]), group]));
  const choices = field.choices?.map((choice) => choice.key) ?? [];
  const others = [...found.keys()].filter((key): key is string => key !== null && !choices.includes(key));
  const sorted = spans.has(field.kind)
    ? others.toSorted((one, other) => other.localeCompare(one))
    : others.toSorted((one, other) => Number(found.get(other)?.values[0] ?? 0) - Number(found.get(one)?.values[0] ?? 0));
  const ordered: (string | null)[] = [...choices, ...sorted, ...(found.has(null) ? [null] : [])];
  return ordered.map((key) => sectionOf(field, key, found.get(key), measures, wording));
}

export interface Sections {
  field: FieldMeta | undefined;
  sections: Section[];
  measures: Measure[];
  isPending: boolean;
  error: Error | null;
}

/** The sections of a view by one of its fields, with how many records each has and their sums. */
export function useSections(object: ObjectMeta, state: ViewState, by: string | null, sums: readonly (string | null)[]): Sections {
  const { t } = useTranslation("records");
  const format = useFormat();
  const field = by ? object.fields[by] : undefined;
  const measures = measuresOf(object, sums);
  const group = field ? [{ field: field.name, ...(spans.has(field.kind) ? { by: "month" } : {}) }] : [];
  const question = { group, measures: [{ function: "count" as const }, ...measures], filter: state.filter, limit: 200 };
  const answer = useQuery({
    ...aggregateQuery(object.name, question),
    enabled: field !== undefined,
    // The values of another field are no sections of this one.
    placeholderData: (before, query) => (isSame((query?.queryKey[3] as typeof question | undefined)?.group, group) ? before : undefined),
  });
  const sections = field && answer.data ? orderSections(field, answer.data.groups, measures, { t, format }) : [];
  return { field, sections, measures, isPending: answer.isPending, error: answer.error };
}

export interface SectionPage {
  section: Section;
  records: WireRecord[];
  isPending: boolean;
  hasMore: boolean;
}

/** The most of one section that is loaded; for more one filters by it. */
export const sectionLimit = 500;

/** The first records of each wanted section. */
export function useSectionRecords(object: ObjectMeta, state: ViewState, sections: readonly Section[], q: string, limitOf: (section: Section) => number): SectionPage[] {
  const fields = askedFields(object, state);
  const answers = useQueries({
    queries: sections.map((section) => {
      const limit = Math.min(sectionLimit, limitOf(section));
      const question = { filter: both(state.filter, section.filter), sort: state.sort, q };
      return {
        queryKey: keys.list(object.name, { fields, ...question, limit }),
        queryFn: ({ signal }: { signal: AbortSignal }) =>
          api.get<RecordPage>(`/records/${object.name}`, { ...pageParameters(object, fields, question), limit, count: "none" }, signal),
        enabled: limit > 0,
        placeholderData: keepPreviousData,
      };
    }),
  });
  return sections.map((section, place) => ({
    section,
    records: answers[place]?.data?.records ?? [],
    isPending: answers[place]?.isPending ?? true,
    hasMore: (answers[place]?.data?.next_cursor ?? null) !== null,
  }));
}
