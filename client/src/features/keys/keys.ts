import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";

/** What is being done with all values of a field. */
interface Run {
  deed: "seal" | "rotate" | "open";
  phase: "coming" | "records" | "history" | "turn" | "rest" | "settling";
  done: number;
  total: number;
}

export interface FieldKey {
  object: string;
  object_label: string;
  field: string;
  label: string;
  version: number;
  made_at: string;
  values: number;
  /** Keys of former versions that are not destroyed yet. */
  older: number;
  run: Run | null;
}

export interface Keys {
  /** Who holds the master key: this installation or a key management service. */
  keeper: "local" | "kms";
  fields: FieldKey[];
}

export const keysQuery = queryOptions({
  queryKey: ["keys"] as const,
  queryFn: ({ signal }) => api.get<Keys>("/keys", undefined, signal),
  staleTime: 0,
  refetchInterval: ({ state }) => (state.data?.fields.some(({ run }) => run !== null) ? 2_000 : false),
});

export function renewKey({ object, field }: FieldKey): Promise<{ version: number }> {
  return api.post(`/keys/${object}/${field}`, {});
}

export function openField({ object, field }: FieldKey, reason: string, password?: string): Promise<unknown> {
  return api.post(`/keys/${object}/${field}/open`, { reason, password });
}

/** How much of a run is done, from 0 to 100: the records are most of it. */
export function progressOf({ phase, done, total }: Run): number {
  if (phase === "coming") return 0;
  return phase === "records" ? Math.min(90, Math.floor((90 * done) / Math.max(total, 1))) : 95;
}
