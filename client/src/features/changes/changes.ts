import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { ReferenceValue } from "@/api/meta";
import { isProblem } from "@/api/problem";
import type { FieldChange } from "@/records/page/queries";

export interface ChangeSet {
  id: string;
  at: string;
  by: ReferenceValue | null;
  source: string;
  reason: string | null;
  summary: { object: string; kind: string; count: number; label?: string }[];
  /** What it changed, where that is one thing alone. */
  record?: SingleChange | null;
  /** What undid it, unless it was redone since. */
  undone_by: string | null;
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

export interface ChangedRecord extends Omit<SingleChange, "fields"> {
  fields: FieldChange[];
}

export interface ChangeSetDetail extends ChangeSet {
  records: ChangedRecord[];
}

export interface BlockedRecord {
  object: string;
  /** None for what the reader may not see. */
  id: string | null;
  title: string | null;
  /** Why it stays, in the reader's language. */
  message: string;
  change_set: string | null;
  /** Where others refer to it: how many, and the first few that the reader may see. */
  referred_by?: { count: number; records: { object: string; id: string; title: string | null }[] };
}

/** What stands in the way of an undo: the first of it, and how much it is. */
export function blockedOf(error: unknown): { rows: BlockedRecord[]; count: number } {
  if (!isProblem(error) || error.code !== "undo_blocked") return { rows: [], count: 0 };
  const rows = Array.isArray(error.more.blocked) ? (error.more.blocked as BlockedRecord[]) : [];
  return { rows, count: typeof error.more.count === "number" ? error.more.count : rows.length };
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
