import type { QueryClient } from "@tanstack/react-query";
import type { WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";

type Change = (record: WireRecord) => WireRecord;

interface PageLike {
  records: WireRecord[];
}

function isPage(value: unknown): value is PageLike {
  return typeof value === "object" && value !== null && "records" in value && Array.isArray(value.records);
}

function changed(value: unknown, change: Change): unknown {
  if (isPage(value)) return { ...value, records: value.records.map(change) };
  if (typeof value === "object" && value !== null && "pages" in value && Array.isArray(value.pages)) {
    return { ...value, pages: value.pages.map((page: unknown) => changed(page, change)) };
  }
  return value;
}

/** Changes some records in every list that shows them; gives back what puts them as they were. */
export function changeInLists(client: QueryClient, object: string, ids: ReadonlySet<string>, values: Record<string, unknown>): () => void {
  const queryKey = [...keys.object(object), "list"];
  const before = client.getQueriesData({ queryKey });
  const change: Change = (record) => (ids.has(record.id) ? { ...record, ...values } : record);
  client.setQueriesData({ queryKey }, (old: unknown) => changed(old, change));
  return () => {
    for (const [key, value] of before) client.setQueryData(key, value);
  };
}

/** Stops answers on their way, which would bring back what was there before. */
export function holdLists(client: QueryClient, object: string): Promise<void> {
  return client.cancelQueries({ queryKey: [...keys.object(object), "list"] });
}

/** Asks again for all lists and sums of an object. */
export function renewLists(client: QueryClient, object: string): Promise<unknown> {
  return Promise.all([
    client.invalidateQueries({ queryKey: [...keys.object(object), "list"] }),
    client.invalidateQueries({ queryKey: [...keys.object(object), "aggregate"] }),
    client.invalidateQueries({ queryKey: [...keys.object(object), "one"] }),
  ]);
}
