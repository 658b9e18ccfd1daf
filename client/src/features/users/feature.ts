import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [{ name: "users", title: "users:title", group: "company", object: "user", administrators: true, load: () => import("./UsersPage") }],
};
