import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { expandable } from "./values";

/** One whole record with the titles of its references; `at` shows it as it was then. */
export function pageRecordQuery(object: ObjectMeta, id: string, at?: string) {
  return queryOptions({
    queryKey: keys.recordPart(object.name, id, at ? `page ${at}` : "page"),
    queryFn: ({ signal }) => {
      const expand = expandable(object) || undefined;
      return api.get<WireRecord>(`/records/${object.name}/${id}`, { expand, at }, signal);
    },
  });
}
