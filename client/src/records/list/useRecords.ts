import { infiniteQueryOptions, keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Aggregate, Filter, ObjectMeta, RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { isNoFilter, type ViewState } from "../views/viewState";

/** Which records, in which order. */
export interface Question {
  filter: Filter;
  sort: readonly string[];
  q: string;
}

const firstPage = 60;
const laterPages = 200;

export function filterText(filter: Filter): string | undefined {
  return isNoFilter(filter) ? undefined : JSON.stringify(filter);
}

/** The fields that a list needs: its columns, the title and what the view is laid out by. */
export function askedFields(object: ObjectMeta, state: ViewState): string[] {
  const wanted = [object.title, object.subtitle, ...state.columns, state.by, state.total, state.until, state.group];
  const names = wanted.flatMap((name) => (name && object.fields[name] ? [name] : []));
  return [...new Set(["id", "version", "updated_at", ...names])];
}

export function expanded(object: ObjectMeta, fields: readonly string[]): string | undefined {
  const references = fields.filter((name) => {
    const kind = object.fields[name]?.kind;
    return kind === "reference" || kind === "multi_reference";
  });
  return references.length ? references.join(",") : undefined;
}

export function pageParameters(object: ObjectMeta, fields: readonly string[], question: Question) {
  return {
    fields: fields.join(","),
    expand: expanded(object, fields),
    filter: filterText(question.filter),
    sort: question.sort.length ? question.sort.join(",") : undefined,
    q: question.q || undefined,
  };
}

export function listQuery(object: ObjectMeta, fields: readonly string[], question: Question) {
  return infiniteQueryOptions({
    queryKey: keys.list(object.name, { fields, ...question }),
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(
        `/records/${object.name}`,
        { ...pageParameters(object, fields, question), limit: pageParam ? laterPages : firstPage, cursor: pageParam, count: pageParam ? "none" : "estimate" },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

/** The records of a view, page after page. */
export function useRecords(object: ObjectMeta, fields: readonly string[], question: Question, isEnabled = true) {
  return useInfiniteQuery({ ...listQuery(object, fields, question), enabled: isEnabled, placeholderData: keepPreviousData });
}

/** How many records a filter finds. */
export function useCount(object: string, filter: Filter, q = "", isEnabled = true) {
  return useQuery({
    queryKey: keys.list(object, { count: filter, q }),
    queryFn: ({ signal }) => api.get<RecordPage>(`/records/${object}`, { fields: "id", filter: filterText(filter), q: q || undefined, limit: 1, count: "estimate" }, signal),
    enabled: isEnabled,
    placeholderData: keepPreviousData,
    retry: false,
  });
}

export interface Measure {
  function: "count" | "sum" | "avg";
  field?: string;
}

export interface AggregateQuestion {
  group: { field: string; by?: string }[];
  measures: Measure[];
  filter: Filter;
  limit?: number;
}

export function aggregateQuery(object: string, question: AggregateQuestion) {
  return queryOptions({
    queryKey: keys.aggregate(object, question),
    queryFn: ({ signal }) => api.post<Aggregate>(`/records/${object}/aggregate`, question, signal ? { signal } : {}),
  });
}

export interface Sum {
  field: string;
  value: string | number | null;
}

const averaged = new Set(["percent", "rating"]);

/** What the totals row shows of a column: its sum, or its average where a sum has no meaning. Settings, such as rates, add up to nothing. */
export function measureOf(object: ObjectMeta, name: string): Measure | null {
  const field = object.fields[name];
  if (!field || field.level === "masked" || object.is_setting) return null;
  const kind = field.result_kind ?? field.kind;
  if (averaged.has(kind)) return field.measures.includes("avg") ? { function: "avg", field: name } : null;
  return field.measures.includes("sum") ? { function: "sum", field: name } : null;
}

export function measuresOf(object: ObjectMeta, names: readonly (string | null)[]): Measure[] {
  return [...new Set(names)].flatMap((name) => (name ? (measureOf(object, name) ?? []) : []));
}

/** The sums of a view's columns over everything that it finds; nothing while a quick filter narrows it, which sums do not know. */
export function useTotals(object: ObjectMeta, state: ViewState, q: string) {
  const measures = measuresOf(object, [...state.columns, state.total]);
  const question = { group: [], measures, filter: state.filter };
  const answer = useQuery({ ...aggregateQuery(object.name, question), enabled: measures.length > 0 && q === "", placeholderData: keepPreviousData });
  const values = q === "" ? answer.data?.groups[0]?.values : undefined;
  return new Map(measures.map((measure, place) => [measure.field ?? "", { ...measure, value: values?.[place] ?? null }]));
}

export type { WireRecord };
