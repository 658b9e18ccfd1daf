import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { ReferenceValue } from "@/api/meta";
import type { FieldChange } from "@/records/page/queries";

export interface ChangeSet {
  id: string;
  at: string;
  by: ReferenceValue | null;
  source: string;
  reason: string | null;
  summary: { object: string; kind: string; count: number; label?: string }[];
  /** It changed more than is counted. */
  has_more: boolean;
  /** What it changed, where that is one thing alone. */
  record?: SingleChange | null;
  /** What undid it, unless it was redone since. */
  undone_by: string | null;
  /** What undid it left some of it. */
  is_partly: boolean;
  undoes: string | null;
  can_undo: boolean;
  offers: "undo" | "redo";
}

/** What became of one record or thing, with the names of the fields that changed. */
export interface SingleChange {
  object: string;
  id: string;
  title: string | null;
  kind: string;
  fields: string[];
}

export interface ChangedRecord extends Omit<SingleChange, "fields" | "title"> {
  /** None for what the reader may not see, or what is gone for good. */
  title: string | null;
  fields: FieldChange[];
}

export interface ChangeSetDetail extends ChangeSet {
  records: ChangedRecord[];
  /** How many records the reader's own undo left, which can be taken back once nothing stands in the way. */
  left: number;
}

export interface ChangeFilter {
  by?: string | undefined;
  object?: string | undefined;
  source?: string | undefined;
}

export const changesKey = ["changes"] as const;

export function changesQuery(filter: ChangeFilter) {
  return infiniteQueryOptions({
    queryKey: [...changesKey, "list", filter],
    queryFn: ({ pageParam, signal }) =>
      api.get<{ changes: ChangeSet[]; next_cursor: string | null }>("/changes", { limit: 50, cursor: pageParam, ...filter }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 5_000,
  });
}

export function changeQuery(id: string) {
  return queryOptions({
    queryKey: [...changesKey, "one", id],
    queryFn: ({ signal }) => api.get<ChangeSetDetail>(`/changes/${id}`, undefined, signal),
    staleTime: 0,
  });
}
