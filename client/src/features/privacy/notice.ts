import { queryOptions } from "@tanstack/react-query";
import { api, type Written } from "@/api/client";

export const heads = ["controller", "reached_at", "representative", "officer", "authority"] as const;
export const notices = ["notice_en", "notice_zh_cn", "notice_zh_tw"] as const;
export type NoticeFacts = Record<(typeof heads)[number] | (typeof notices)[number] | "address", string>;

export const noticeFactsQuery = queryOptions({
  queryKey: ["privacy", "settings"] as const,
  queryFn: ({ signal }) => api.get<NoticeFacts>("/privacy/settings", undefined, signal),
  staleTime: 0,
});

export function changeNotice(facts: NoticeFacts): Promise<Written<NoticeFacts>> {
  return api.write("PATCH", "/privacy/settings", { body: facts });
}
