import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";

export const channels = ["email", "phone", "sms", "wechat", "post"] as const;
export type Channel = (typeof channels)[number];
export const states = ["given", "refused", "withdrawn", "expired"] as const;
export type State = (typeof states)[number];
export const ways = ["form", "call", "paper", "message", "other"] as const;

export interface Purpose extends WireRecord {
  name: string;
  name_zh_cn: string | null;
  name_zh_tw: string | null;
  channels: Channel[];
  legal_basis: string;
}

export interface Consent extends WireRecord {
  purpose: string;
  channel: Channel;
  state: State;
  given_at: string;
  expires_on: string | null;
  proof: string | null;
  how: string | null;
}

export const purposesQuery = queryOptions({
  queryKey: keys.list("purpose", { of: "panel" }),
  queryFn: ({ signal }) =>
    api.get<Omit<RecordPage, "records"> & { records: Purpose[] }>(
      "/records/purpose",
      { filter: JSON.stringify({ field: "is_active", op: "eq", value: true }), sort: "name", limit: 50, count: "none" },
      signal,
    ),
});

/** The newest word of a person for each purpose and channel comes first. */
export function consentsQuery(object: string, id: string) {
  const filter = JSON.stringify({ field: object, op: "eq", value: id });
  return queryOptions({
    queryKey: keys.list("consent", { filter, of: "panel" }),
    queryFn: ({ signal }) =>
      api.get<Omit<RecordPage, "records"> & { records: Consent[] }>(
        "/records/consent",
        { filter, sort: "-given_at", limit: 200, count: "none" },
        signal,
      ),
  });
}

export function purposeName(purpose: Purpose, language: string): string {
  const own = { "zh-CN": purpose.name_zh_cn, "zh-TW": purpose.name_zh_tw }[language];
  return own || purpose.name;
}

export interface Word {
  state: State;
  how: string;
  proof: string;
}

/** Writes down what a person said: the same consent again, so that its history shows all he said before. */
export function writeConsent(about: { object: string; id: string; purpose: string; channel: Channel }, before: Consent | undefined, word: Word) {
  const facts = { ...word, proof: word.proof.trim() || null, given_at: new Date().toISOString() };
  if (before) return api.write<Consent>("PATCH", `/records/consent/${before.id}`, { body: facts });
  return api.write<Consent>("POST", "/records/consent", { body: { ...facts, [about.object]: about.id, purpose: about.purpose, channel: about.channel } });
}
