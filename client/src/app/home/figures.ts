import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Aggregate, Filter, ObjectMeta, RecordPage } from "@/api/meta";
import { keys } from "@/api/queries";
import { useObject } from "@/api/session";

/** Whose work the page shows. */
export type Scope = "mine" | "all";

export function everyOf(...filters: (Filter | undefined)[]): Filter {
  return { and: filters.filter((filter) => filter !== undefined) };
}

export function ownedBy(scope: Scope, object: ObjectMeta): Filter | undefined {
  return scope === "mine" && object.fields.owner ? { field: "owner", op: "eq", value: "me" } : undefined;
}

/** Keeps what a picklist does not yet call final. */
export function notFinal(object: ObjectMeta, field: string): Filter | undefined {
  const final = object.fields[field]?.choices?.filter((choice) => choice.is_final).map((choice) => choice.key) ?? [];
  return final.length ? { field, op: "not_in", value: final } : undefined;
}

interface Figure {
  count: number;
  sum: string | null;
}

function measuresOf(sum: string | undefined) {
  return [{ function: "count" }, ...(sum ? [{ function: "sum", field: sum }] : [])];
}

function figureOf(values: readonly (string | number | null)[] | undefined): Figure {
  return { count: Number(values?.[0] ?? 0), sum: values?.[1] === undefined || values[1] === null ? null : String(values[1]) };
}

function useAggregate(object: string, request: { group: { field: string }[]; measures: unknown[]; filter: Filter }) {
  const isKnown = useObject(object) !== undefined;
  return useQuery({
    queryKey: keys.aggregate(object, request),
    queryFn: ({ signal }) => api.post<Aggregate>(`/records/${object}/aggregate`, request, { signal }),
    enabled: isKnown,
    placeholderData: keepPreviousData,
  });
}

/** How many records a filter keeps, and the sum of a field over them. */
export function useFigure(object: string, filter: Filter, sum?: string): Figure | undefined {
  const { data } = useAggregate(object, { group: [], measures: measuresOf(sum), filter });
  return data && figureOf(data.groups[0]?.values);
}

export interface GroupFigure extends Figure {
  key: string;
}

export function useGroups(object: string, field: string, filter: Filter, sum?: string): GroupFigure[] | undefined {
  const { data } = useAggregate(object, { group: [{ field }], measures: measuresOf(sum), filter });
  return data?.groups.map(({ keys: [key], values }) => ({ key: String(key), ...figureOf(values) }));
}

export function useSomeRecords(object: string, query: { fields: string; filter: Filter; sort: string; limit: number; expand?: string }) {
  const isKnown = useObject(object) !== undefined;
  const asked = { ...query, filter: JSON.stringify(query.filter), count: "estimate" };
  return useQuery({
    queryKey: keys.list(object, asked),
    queryFn: ({ signal }) => api.get<RecordPage>(`/records/${object}`, asked, signal),
    enabled: isKnown,
    placeholderData: keepPreviousData,
  });
}
