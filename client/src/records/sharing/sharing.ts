import { api } from "@/api/client";
import { keys } from "@/api/queries";

export type AudienceKind = "person" | "team" | "role";

/** The object that an audience of this kind is a record of. */
export const audienceObjects: Record<AudienceKind, string> = { person: "user", team: "team", role: "role" };

export interface Share {
  id: string;
  level: "read" | "edit";
  with: { kind: AudienceKind; id: string; title: string | null };
  with_below: boolean;
  until: string | null;
  is_over: boolean;
  by: { id: string; title: string | null };
  at: string;
  reason: string | null;
}

export interface Shares {
  shares: Share[];
  may_share: boolean;
}

export interface NewShare {
  kind: AudienceKind;
  who: string | null;
  level: "read" | "edit";
  withBelow: boolean;
  until: string | null;
  reason: string;
}

export const nobody: NewShare = { kind: "person", who: null, level: "read", withBelow: false, until: null, reason: "" };

/** What the server takes. */
export function shareBody(share: NewShare): Record<string, unknown> {
  const { kind, who, level, withBelow, until, reason } = share;
  return { [kind]: who, level, with_below: kind === "team" && withBelow, until, reason };
}

export function sharesQuery(object: string, id: string) {
  return {
    queryKey: keys.recordPart(object, id, "shares"),
    queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Shares>(`/records/${object}/${id}/shares`, undefined, signal),
  };
}

export interface Why {
  person: { id: string; title: string };
  sees: boolean;
  edits: boolean;
  reasons: { code: string; text: string }[];
  wanting: { code: string; text: string }[];
  /** Why they edit, where that has other reasons than that they see. */
  editing: { code: string; text: string }[];
}

export function whyQuery(object: string, id: string, user: string, field: string) {
  return {
    queryKey: keys.recordPart(object, id, `why ${user} ${field}`),
    queryFn: ({ signal }: { signal: AbortSignal }) => api.get<Why>(`/records/${object}/${id}/why`, { user, field: field || undefined }, signal),
    enabled: user !== "",
    staleTime: 0,
  };
}
