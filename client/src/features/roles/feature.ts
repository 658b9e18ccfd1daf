import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [{ name: "roles", title: "roles:title", group: "company", object: "role", administrators: true, load: () => import("./RolesPage") }],
};
