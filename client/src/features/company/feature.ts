import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [
    { name: "company", title: "company:title", group: "company", administrators: true, load: () => import("./CompanyPage") },
  ],
};
