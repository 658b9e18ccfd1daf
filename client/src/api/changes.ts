import { api } from "./client";

export interface Undone {
  /** None where nothing was taken back. */
  change_set: string | null;
  changed: number;
  /** How many records stay as they are. */
  left: number;
}

/** How many entries of one object a change set is about. */
export interface Extent {
  object: string;
  count: number;
  label?: string;
}

/** Takes a change set back; with `rest` everything that no later change stands in the way of. */
export function undoChange(id: string, rest = false): Promise<Undone> {
  return api.post<Undone>(`/changes/${id}/undo`, { rest });
}

/** What a change set is about, the largest part first. */
export async function changeExtent(id: string): Promise<Extent[]> {
  const { summary } = await api.get<{ summary: Extent[] }>(`/changes/${id}`);
  const found = new Map<string, Extent>();
  for (const each of summary) found.set(each.object, { ...each, count: each.count + (found.get(each.object)?.count ?? 0) });
  return [...found.values()].sort((one, other) => other.count - one.count);
}
