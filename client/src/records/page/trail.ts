import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { keys } from "@/api/queries";

/** The list that a person came from, so that he can go on to the next record. */
export interface Trail {
  /** Where the list is, with its filter and sorting. */
  address: string;
  label: string;
  ids: readonly string[];
  total: number | null;
}

export interface Place {
  trail: Trail;
  /** Counted from one. */
  number: number;
  previous: string | undefined;
  next: string | undefined;
}

const storageKey = (object: string) => `guanxi.trail.${object}`;

/** A list calls this when one of its records is opened. */
export function leaveTrail(object: string, trail: Trail): void {
  try {
    sessionStorage.setItem(storageKey(object), JSON.stringify(trail));
  } catch {
    // Without storage there is only no way to the next record.
  }
}

function isTrail(value: unknown): value is Trail {
  if (typeof value !== "object" || value === null) return false;
  const trail = value as Partial<Trail>;
  return typeof trail.address === "string" && typeof trail.label === "string" && Array.isArray(trail.ids);
}

export function readTrail(object: string): Trail | null {
  try {
    const found: unknown = JSON.parse(sessionStorage.getItem(storageKey(object)) ?? "null");
    return isTrail(found) ? found : null;
  } catch {
    return null;
  }
}

interface PageLike {
  records: { id: string }[];
  total?: number | null;
}

function pagesOf(answer: unknown): PageLike[] {
  if (typeof answer !== "object" || answer === null) return [];
  if ("pages" in answer && Array.isArray(answer.pages)) return answer.pages.flatMap(pagesOf);
  return "records" in answer && Array.isArray(answer.records) ? [answer as PageLike] : [];
}

/** A trail from the lists that are still in memory: the newest that shows the record. */
export function trailFromCache(client: QueryClient, object: string, id: string): Trail | null {
  const lists = client.getQueryCache().findAll({ queryKey: [...keys.object(object), "list"] });
  const newest = lists.toSorted((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt);
  for (const list of newest) {
    const pages = pagesOf(list.state.data);
    const ids = pages.flatMap((page) => page.records.map((record) => record.id));
    // A list of one record of many was asked for its count, not to be walked through.
    const isWhole = ids.length > 1 || pages[0]?.total === 1;
    if (isWhole && ids.includes(id)) return { address: `/o/${object}`, label: "", ids, total: pages[0]?.total ?? null };
  }
  return null;
}

export function placeIn(trail: Trail | null, id: string): Place | null {
  const at = trail?.ids.indexOf(id) ?? -1;
  if (!trail || at < 0) return null;
  return { trail, number: at + 1, previous: trail.ids[at - 1], next: trail.ids[at + 1] };
}

/** Where the record stands in the list that it was opened from. */
export function usePlace(object: string, id: string): Place | null {
  const client = useQueryClient();
  const [trail] = useState(() => {
    const left = readTrail(object);
    if (left?.ids.includes(id)) return left;
    const found = trailFromCache(client, object, id);
    if (found) leaveTrail(object, found);
    return found;
  });
  return placeIn(trail, id);
}
