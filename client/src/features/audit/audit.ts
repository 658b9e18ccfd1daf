import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, apiAddress } from "@/api/client";
import { currentLanguage } from "@/i18n";
import type { Proof } from "./proof";

interface Named {
  name: string;
  label: string;
}

/** One deed as the log tells of it. */
export interface AuditEntry {
  seq: number;
  at: string;
  by: { id: string; title: string | null };
  action: string;
  action_label: string;
  object: string | null;
  object_label: string | null;
  record_id: string | null;
  /** What the record is called, where the reader may know. */
  title: string | null;
  fields: Named[];
  change_set: string | null;
  note: Record<string, unknown>;
  /** The batch that has sealed it. */
  batch: number | null;
}

/** What is looked for, as it stands in the address. */
export interface AuditFilter {
  by?: string | undefined;
  action?: string | undefined;
  object?: string | undefined;
  field?: string | undefined;
  record?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
}

export const filterNames = ["by", "action", "object", "field", "record", "from", "to"] as const satisfies readonly (keyof AuditFilter)[];

export interface SealState {
  checkpoint: string | null;
  size: number;
  sealed_at: string | null;
  batch: number | null;
  key: string | null;
  /** Counted to 10,000. */
  unsealed: number;
}

export interface AuditWords {
  actions: Named[];
  objects: (Named & { fields: Named[] })[];
}

export interface Person {
  id: string;
  title: string;
  login: string | null;
}

const root = "audit";

/** The moments of whole days in the reader's own zone. */
export function asQuery({ from, to, ...filter }: AuditFilter): Record<string, string | undefined> {
  const start = from ? new Date(`${from}T00:00:00`) : undefined;
  const end = to ? new Date(`${to}T00:00:00`) : undefined;
  end?.setDate(end.getDate() + 1);
  return { ...filter, from: start?.toISOString(), to: end?.toISOString() };
}

export function entriesQuery(filter: AuditFilter) {
  return infiniteQueryOptions({
    queryKey: [root, "entries", filter] as const,
    queryFn: ({ pageParam, signal }) =>
      api.get<{ entries: AuditEntry[]; next_cursor: string | null }>("/audit", { limit: 50, cursor: pageParam, ...asQuery(filter) }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
    staleTime: 5_000,
  });
}

export const sealQuery = queryOptions({
  queryKey: [root, "seal"] as const,
  queryFn: ({ signal }) => api.get<SealState>("/audit/checkpoint", undefined, signal),
  staleTime: 0,
  refetchInterval: 30_000,
});

export const wordsQuery = queryOptions({
  queryKey: [root, "words"] as const,
  queryFn: ({ signal }) => api.get<AuditWords>("/audit/words", undefined, signal),
  staleTime: 60_000,
});

export function peopleQuery(wanted: { q: string } | { id: string }) {
  return queryOptions({
    queryKey: [root, "people", wanted] as const,
    queryFn: ({ signal }) => api.get<{ people: Person[] }>("/audit/people", { ...wanted }, signal),
    staleTime: 60_000,
  });
}

export function readProof(seq: number): Promise<Proof> {
  return api.get<Proof>(`/audit/${seq}/proof`);
}

export function proofAddress(seq: number): string {
  return apiAddress(`/audit/${seq}/proof`, { download: true });
}

export function exportAddress(filter: AuditFilter): string {
  return apiAddress("/audit/export.csv", asQuery(filter));
}

/** Names one after the other, as the reader's language does it. */
export function listed(names: readonly string[]): string {
  return new Intl.ListFormat(currentLanguage(), { type: "conjunction", style: "short" }).format(names);
}
