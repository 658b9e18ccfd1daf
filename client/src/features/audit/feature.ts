import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [
    { name: "audit", title: "audit:title", group: "company", roles: ["administrator", "auditor"], load: () => import("./AuditPage") },
  ],
};
