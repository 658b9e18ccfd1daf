import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [
    { name: "sharing", title: "sharing:rules.title", group: "company", object: "sharing_rule", administrators: true, load: () => import("./SharingPage") },
    { name: "territories", title: "sharing:territories.title", group: "company", object: "territory", administrators: true, load: () => import("./TerritoriesPage") },
  ],
};
