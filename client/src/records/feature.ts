import type { Feature } from "@/ui/feature";

/** The list and the page of every object. */
export const feature: Feature = {
  pages: [
    { path: "/o/$object", load: () => import("./list/RecordsScreen") },
    { path: "/o/$object/$id", load: () => import("./page/RecordPage") },
  ],
};
