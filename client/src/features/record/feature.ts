import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  pages: [
    { path: "/o/$object/new", load: () => import("@/records/form/NewRecordPage") },
    { path: "/o/$object/$id", load: () => import("@/records/page/RecordPage") },
  ],
};
