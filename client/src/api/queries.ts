import { QueryClient } from "@tanstack/react-query";
import { isProblem } from "./problem";

const minute = 60_000;

/** Tries again only what may pass by itself: no connection, or a server that is busy. */
export function shouldRetry(failures: number, error: Error): boolean {
  if (failures >= 2) return false;
  return !isProblem(error) || error.isOffline || error.status >= 502;
}

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: minute, gcTime: 10 * minute, retry: shouldRetry, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});

/** The names under which answers are kept, so that events find what to renew. */
export const keys = {
  me: ["me"] as const,
  meta: ["meta"] as const,
  object: (object: string) => ["records", object] as const,
  list: (object: string, query: unknown) => ["records", object, "list", query] as const,
  aggregate: (object: string, query: unknown) => ["records", object, "aggregate", query] as const,
  record: (object: string, id: string) => ["records", object, "one", id] as const,
  recordPart: (object: string, id: string, part: string) => ["records", object, "one", id, part] as const,
  search: (query: string) => ["search", query] as const,
  favourites: ["favourites"] as const,
  recent: ["recent"] as const,
};
