import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { FieldMeta, ObjectMeta, ReferenceValue } from "@/api/meta";
import { addressParts } from "@/fields/composite/address";

export type ImportState = "uploaded" | "mapped" | "previewed" | "queued" | "running" | "done" | "failed" | "cancelled";

export const modes = ["create", "update", "upsert"] as const;
export type Mode = (typeof modes)[number];

export const duplicateChoices = ["refuse", "create", "update"] as const;
export type OnDuplicate = (typeof duplicateChoices)[number];

export const repeatedChoices = ["keep", "skip", "refuse"] as const;
export type RepeatedRows = (typeof repeatedChoices)[number];

export const emptyChoices = ["keep", "clear"] as const;
export type EmptyCells = (typeof emptyChoices)[number];

export const differingChoices = ["refuse", "first"] as const;
export type Differing = (typeof differingChoices)[number];

/** Several rows are one record: those that agree in the columns `by`. */
export interface RowsInOne {
  by: number[];
  differing?: Differing | null;
}

export interface Mapped {
  column: number;
  field: string;
  part?: string | null;
  /** How sure the guess is, from 0 to 1; none where a person chose. */
  confidence?: number | null;
  /** Whole cells and what stands in their place. */
  repairs?: Record<string, string> | null;
  /** By what a reference is found. */
  match?: string | null;
}

/** The same value, or part of it, in every row. */
export interface Constant {
  field: string;
  part?: string | null;
  value: unknown;
}

/** An import from the upload of its file to its end. */
export interface Import {
  id: string;
  state: ImportState;
  file_name?: string | null;
  name?: string | null;
  format: string;
  encoding: string | null;
  delimiter: string | null;
  sheets: string[];
  sheet?: string | null;
  headers: string[];
  sample: unknown[][];
  rows_estimate: number | null;
  object?: string | null;
  mode?: Mode | null;
  keys?: string[] | null;
  mapping?: Mapped[] | null;
  on_duplicate?: OnDuplicate | null;
  create_references?: boolean | null;
  constants?: Constant[] | null;
  duplicate_rows?: RepeatedRows | null;
  empty_cells?: EmptyCells | null;
  lines?: RowsInOne | null;
  done?: number | null;
  total?: number | null;
  created?: number | null;
  updated?: number | null;
  unchanged?: number | null;
  refused?: number | null;
  skipped?: number | null;
  change_set?: string | null;
  error?: string | null;
  at?: string | null;
  created_at?: string | null;
  by?: ReferenceValue | null;
}

export interface ImportSettings {
  object?: string;
  sheet?: string;
  encoding?: string;
  delimiter?: string;
  mode?: Mode;
  keys?: string[];
  mapping?: Mapped[];
  on_duplicate?: OnDuplicate;
  create_references?: boolean;
  constants?: Constant[];
  duplicate_rows?: RepeatedRows;
  empty_cells?: EmptyCells;
  lines?: RowsInOne | null;
}

export interface SavedMapping {
  id: string;
  name: string;
  object: string;
  settings: ImportSettings;
}

export const importKeys = {
  all: ["imports"] as const,
  one: (id: string) => ["imports", id] as const,
  preview: (id: string) => ["imports", id, "preview"] as const,
  mappings: (object: string) => ["imports", "mappings", object] as const,
};

export function isRunning(state: ImportState): boolean {
  return state === "running" || state === "queued";
}

export function isOver(state: ImportState): boolean {
  return state === "done" || state === "failed" || state === "cancelled";
}

export const importsQuery = queryOptions({
  queryKey: importKeys.all,
  queryFn: ({ signal }) => api.get<{ imports: Import[] }>("/imports", undefined, signal),
  refetchInterval: ({ state }) => (state.data?.imports.some((each) => isRunning(each.state)) ? 2_000 : false),
});

interface TakenBack {
  id: string;
  /** What took it back, unless it was done again since. */
  undone_by: string | null;
}

/** Whether a change set was taken back meanwhile; its key begins like that of all change sets. */
export function setQuery(id: string) {
  return queryOptions({
    queryKey: ["changes", "import", id],
    queryFn: ({ signal }) => api.get<TakenBack>(`/changes/${id}`, undefined, signal),
    enabled: id !== "",
    staleTime: 0,
    retry: false,
  });
}

/** The change sets of the newest imports that were taken back. */
export const undoneSetsQuery = queryOptions({
  queryKey: ["changes", "imports"],
  queryFn: async ({ signal }) => {
    const { changes } = await api.get<{ changes: TakenBack[] }>("/changes", { source: "import", limit: 100 }, signal);
    return changes.filter((each) => each.undone_by !== null).map((each) => each.id);
  },
  staleTime: 0,
});

export function importQuery(id: string) {
  return queryOptions({
    queryKey: importKeys.one(id),
    queryFn: ({ signal }) => api.get<Import>(`/imports/${id}`, undefined, signal),
    refetchInterval: ({ state }) => (state.data && isRunning(state.data.state) ? 1_000 : false),
  });
}

export function mappingsQuery(object: string) {
  return queryOptions({
    queryKey: importKeys.mappings(object),
    queryFn: ({ signal }) => api.get<{ mappings: SavedMapping[] }>("/imports/mappings", { object }, signal),
    enabled: object !== "",
  });
}

export function chooseSettings(id: string, settings: ImportSettings): Promise<Import> {
  return api.patch<Import>(`/imports/${id}`, settings);
}

const partsOf: Record<string, readonly string[]> = {
  person_name: ["full", "family", "given"],
  address: addressParts,
  money: ["amount", "currency"],
  location: ["latitude", "longitude"],
};

export function partsOfKind(kind: string): readonly string[] {
  return partsOf[kind] ?? [];
}

/** The fields by which rows can find the records that they change; by one that is masked nothing is found. */
export function keyFields(object: ObjectMeta): FieldMeta[] {
  const good = new Set(["text", "email", "phone", "identity_number", "auto_number", "number", "url", "person_name"]);
  return Object.values(object.fields).filter((field) => good.has(field.kind) && field.level !== "masked");
}
