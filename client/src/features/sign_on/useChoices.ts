import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { RecordPage } from "@/api/meta";
import { keys } from "@/api/queries";

export interface Choice {
  value: string;
  label: string;
}

/** The records of a small object, to choose one of. */
export function useChoices(object: "role" | "team"): Choice[] {
  const query = { limit: 500, sort: "name", count: "none", fields: "name" };
  const found = useQuery({ queryKey: keys.list(object, query), queryFn: ({ signal }) => api.get<RecordPage>(`/records/${object}`, query, signal) });
  return (found.data?.records ?? []).map((record) => ({ value: record.id, label: String(record.name) }));
}
