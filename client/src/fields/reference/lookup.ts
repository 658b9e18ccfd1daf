import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { RecordPage, ReferenceValue } from "@/api/meta";
import { keys } from "@/api/queries";
import { useObject } from "@/api/session";
import { titleText } from "../values";

export interface LookupHit {
  id: string;
  title: string;
  subtitle: string | null;
}

/** What a picker offers: the most recent while nothing is typed, else what is found. */
export function useLookup(object: string, typed: string, isOpen: boolean) {
  return useQuery({
    queryKey: [...keys.object(object), "lookup", typed],
    queryFn: ({ signal }) => api.get<{ hits: LookupHit[] }>(`/lookup/${object}`, { q: typed, limit: 20 }, signal),
    enabled: isOpen && object !== "",
    placeholderData: keepPreviousData,
  });
}

/** Gives references that came as bare ids their titles, in one request for all. */
export function useTitles(object: string, references: readonly ReferenceValue[]): Map<string, string> {
  const meta = useObject(object);
  const known = references.flatMap(({ id, title }) => (title === null ? [] : [[id, title] as const]));
  const unknown = references.filter(({ id, title }) => title === null && id !== "me").map(({ id }) => id).sort();
  const titleField = meta?.title ?? "";
  const found = useQuery({
    queryKey: [...keys.object(object), "titles", unknown],
    queryFn: ({ signal }) =>
      api.get<RecordPage>(`/records/${object}`, {
        fields: titleField,
        filter: JSON.stringify({ field: "id", op: "in", value: unknown }),
        limit: Math.min(500, unknown.length),
        count: "none",
      }, signal),
    enabled: unknown.length > 0 && titleField !== "",
  });
  const asked = (found.data?.records ?? []).map((record) => [record.id, titleText(record[titleField])] as const);
  return new Map([...asked, ...known]);
}
