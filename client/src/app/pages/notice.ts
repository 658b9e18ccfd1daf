import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";

export interface Notice {
  company: string;
  /** Where it stands, if that is elsewhere. */
  address: string;
  text: string;
  language: string;
  controller: string;
  reached_at: string;
  officer: string;
}

/** The privacy notice in a language, or in the first in which there is one. */
export function noticeQuery(language: string) {
  return queryOptions({
    queryKey: ["notice", language] as const,
    queryFn: ({ signal }) => api.get<Notice>("/privacy/notice", undefined, signal),
  });
}
