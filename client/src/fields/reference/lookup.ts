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
  belongs_to: string | null;
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

interface Named {
  title: string;
  isDeleted: boolean;
}

/** Gives references that came as bare ids their titles, in one request for all, and one more for those in the bin. */
export function useNamed(object: string, references: readonly ReferenceValue[]): Map<string, Named> {
  const meta = useObject(object);
  const known = references.flatMap(({ id, title, deleted = false }) => (title === null ? [] : [[id, { title, isDeleted: deleted }] as const]));
  const unknown = references.filter(({ id, title }) => title === null && id !== "me").map(({ id }) => id).sort();
  const titleField = meta?.title ?? "";
  const seesBin = meta?.rights.includes("see_deleted") ?? false;
  const ask = async (ids: string[], isDeleted: boolean, signal: AbortSignal) => {
    const filter = JSON.stringify({ field: "id", op: "in", value: ids });
    const asked = { fields: titleField, filter, limit: Math.min(500, ids.length), count: "none", deleted: isDeleted };
    const { records } = await api.get<RecordPage>(`/records/${object}`, asked, signal);
    return records.map((record) => [record.id, { title: titleText(record[titleField]), isDeleted }] as const);
  };
  const found = useQuery({
    queryKey: [...keys.object(object), "titles", unknown],
    queryFn: async ({ signal }) => {
      const live = await ask(unknown, false, signal);
      const missing = unknown.filter((id) => !live.some(([each]) => each === id));
      return seesBin && missing.length > 0 ? [...live, ...(await ask(missing, true, signal))] : live;
    },
    enabled: unknown.length > 0 && titleField !== "",
  });
  return new Map([...(found.data ?? []), ...known]);
}

/** The same, where only the titles are wanted. */
export function useTitles(object: string, references: readonly ReferenceValue[]): Map<string, string> {
  return new Map([...useNamed(object, references)].map(([id, { title }]) => [id, title]));
}
