import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { importKeys, type Mapped } from "./imports";

export const outcomes = ["create", "update", "unchanged", "refuse", "skip"] as const;
export type Outcome = (typeof outcomes)[number];

export interface PreviewRow {
  row: number;
  outcome: Outcome;
  title: string | null;
  /** How many rows are its lines; none where a row is a record. */
  lines?: number | null;
  changes: { field: string; old: unknown; new: unknown }[];
  errors: { field: string; code: string; message: string }[];
}

/** A cell that stands for something near, in so many rows. */
export interface Repair {
  column: number;
  field: string;
  from: string;
  to: string;
  rows: number;
}

interface PreviewPage {
  rows: PreviewRow[];
  next_cursor: string | null;
}

/** What the dry run has found, with the first page of its rows. */
export interface Preview extends PreviewPage {
  /** The rows that are lines of the records counted. */
  lines: number;
  counts: Record<Exclude<Outcome, "skip">, number>;
  skipped: number;
  repairs: Repair[];
  is_complete: boolean;
  /** How many rows of the file it is about. */
  looked_at: number;
}

/** How many rows have an outcome. */
export function countOf(preview: Preview, outcome: Outcome): number {
  return outcome === "skip" ? preview.skipped : preview.counts[outcome];
}

export function previewQuery(id: string) {
  return queryOptions({
    queryKey: importKeys.preview(id),
    queryFn: () => api.post<Preview>(`/imports/${id}/preview`),
    staleTime: Infinity,
    gcTime: 0,
    retry: false,
  });
}

/** The rows of a dry run page by page; `at` tells one dry run from the next. */
export function previewRowsQuery(id: string, preview: Preview, only: Outcome | null, at: number) {
  const first = { pages: [{ rows: preview.rows, next_cursor: preview.next_cursor }], pageParams: [undefined] };
  return infiniteQueryOptions({
    queryKey: ["imports", id, "rows", at, only],
    queryFn: ({ pageParam, signal }) =>
      api.get<PreviewPage>(`/imports/${id}/preview`, { outcome: only ?? undefined, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    ...(only ? {} : { initialData: first }),
    staleTime: Infinity,
    gcTime: 0,
  });
}

/** The mapping with a cell replaced in all rows. */
export function withRepair(mapping: readonly Mapped[], repair: Repair): Mapped[] {
  return mapping.map((each) =>
    each.column === repair.column && each.field === repair.field
      ? { ...each, repairs: { ...each.repairs, [repair.from]: repair.to } }
      : each,
  );
}
