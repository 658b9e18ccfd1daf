import { api } from "./client";

export interface Undone {
  change_set: string;
  changed: number;
}

/** Takes a change set back; with `rest` everything that no later change stands in the way of. */
export function undoChange(id: string, rest = false): Promise<Undone> {
  return api.post<Undone>(`/changes/${id}/undo`, { rest });
}
