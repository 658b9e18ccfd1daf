import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/queries";

export const markKinds = ["restricted", "held"] as const;
export type MarkKind = (typeof markKinds)[number];

export interface Mark {
  kind: MarkKind;
  until: string | null;
  reason: string;
  at: string;
  by: string | null;
  /** The number of the request that asks for it. */
  request: string | null;
}

export interface PastMark {
  kind: MarkKind;
  reason: string;
  at: string;
  end_reason: string;
  ended_at: string;
  by: string | null;
}

export interface Marks {
  marks: Mark[];
  past: PastMark[];
}

const address = (object: string, id: string) => `/records/${object}/${id}/marks`;

export function marksQuery(object: string, id: string) {
  return queryOptions({
    queryKey: keys.recordPart(object, id, "marks"),
    queryFn: ({ signal }) => api.get<Marks>(address(object, id), undefined, signal),
  });
}

export interface NewMark {
  kind: MarkKind;
  reason: string;
  until: string | null;
}

export function putMark(object: string, id: string, mark: NewMark): Promise<Marks> {
  return api.post<Marks>(address(object, id), mark);
}

export function liftMark(object: string, id: string, kind: MarkKind, reason: string): Promise<void> {
  return api.delete(`${address(object, id)}/${kind}`, { body: { reason } });
}
