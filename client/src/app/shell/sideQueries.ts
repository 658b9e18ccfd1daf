import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { RecordLink, RecordPage } from "@/api/meta";
import { keys } from "@/api/queries";

const minute = 60_000;

export interface ObjectCount {
  total: number;
  isExact: boolean;
}

/** How many records of an object the person may see; exact to 10,000. */
export function useObjectCount(object: string): ObjectCount | undefined {
  const query = { fields: "id", limit: 1, count: "estimate" };
  const { data } = useQuery({
    queryKey: keys.list(object, query),
    queryFn: ({ signal }) => api.get<RecordPage>(`/records/${object}`, query, signal),
    staleTime: 5 * minute,
  });
  if (!data || data.total === null) return undefined;
  return { total: data.total, isExact: data.total_is_exact ?? true };
}

const none: readonly RecordLink[] = [];

export function useFavourites(): readonly RecordLink[] {
  const { data } = useQuery({
    queryKey: keys.favourites,
    queryFn: ({ signal }) => api.get<{ records: RecordLink[] }>("/favourites", undefined, signal),
  });
  return data?.records ?? none;
}

export function useRecent(): readonly RecordLink[] {
  const { data } = useQuery({
    queryKey: keys.recent,
    queryFn: ({ signal }) => api.get<{ records: RecordLink[] }>("/recent", undefined, signal),
  });
  return data?.records ?? none;
}
