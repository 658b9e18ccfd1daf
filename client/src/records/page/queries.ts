import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { RecordPage, ReferenceValue } from "@/api/meta";
import { keys } from "@/api/queries";

export interface FieldChange {
  field: string;
  old: unknown;
  new: unknown;
}

export interface Change {
  change_set: string;
  kind: string;
  at: string;
  by: ReferenceValue | null;
  source: string;
  /** Whether the reader may take the whole change set back, and nobody has. */
  may_undo: boolean;
  fields: FieldChange[];
}

export interface TimelineEntry {
  kind: string;
  at: string;
  by: ReferenceValue | null;
  object: string;
  id: string;
  title: string | null;
  summary: string | null;
  change_set?: string | null;
  may_undo?: boolean;
  fields?: FieldChange[] | null;
}

export interface Comment {
  id: string;
  text: string;
  at: string;
  by: ReferenceValue | null;
  /** Whether the reader may change it. */
  is_mine: boolean;
}

export interface FileEntry {
  id: string;
  name: string;
  size: number;
  type: string;
  at: string;
  by: ReferenceValue | null;
}

interface Paged {
  next_cursor: string | null;
}

const nextOf = (page: Paged) => page.next_cursor ?? undefined;

export function historyQuery(object: string, id: string) {
  return infiniteQueryOptions({
    queryKey: keys.recordPart(object, id, "history"),
    queryFn: ({ pageParam, signal }) =>
      api.get<{ changes: Change[] } & Paged>(`/records/${object}/${id}/history`, { limit: 30, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  });
}

export function timelineQuery(object: string, id: string, kinds = "") {
  return infiniteQueryOptions({
    queryKey: keys.recordPart(object, id, `timeline ${kinds}`),
    queryFn: ({ pageParam, signal }) =>
      api.get<{ entries: TimelineEntry[] } & Paged>(
        `/records/${object}/${id}/timeline`,
        { limit: 30, cursor: pageParam, kinds: kinds || undefined },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: nextOf,
  });
}

export function commentsQuery(object: string, id: string) {
  return queryOptions({
    queryKey: keys.recordPart(object, id, "comments"),
    queryFn: ({ signal }) => api.get<{ comments: Comment[] }>(`/records/${object}/${id}/comments`, undefined, signal),
  });
}

export function filesQuery(object: string, id: string) {
  return queryOptions({
    queryKey: keys.recordPart(object, id, "files"),
    queryFn: ({ signal }) => api.get<{ files: FileEntry[] }>(`/records/${object}/${id}/files`, undefined, signal),
  });
}

export function followQuery(object: string, id: string) {
  return queryOptions({
    queryKey: keys.recordPart(object, id, "follow"),
    queryFn: ({ signal }) => api.get<{ following: boolean; followers: number }>(`/follow/${object}/${id}`, undefined, signal),
  });
}

export interface RelatedQuestion {
  object: string;
  /** The reference that leads back to this record. */
  field: string;
  /** Its kind: one reference or many. */
  kind: string;
  id: string;
}

export function relatedFilter({ field, kind, id }: RelatedQuestion): string {
  return JSON.stringify({ field, op: kind === "multi_reference" ? "has" : "eq", value: id });
}

export function relatedCountQuery(question: RelatedQuestion) {
  const filter = relatedFilter(question);
  return queryOptions({
    queryKey: keys.list(question.object, { count: filter }),
    queryFn: ({ signal }) =>
      api.get<RecordPage>(`/records/${question.object}`, { filter, limit: 1, count: "estimate", fields: "id" }, signal),
  });
}
