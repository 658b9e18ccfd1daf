import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [{ name: "security", title: "security:title", group: "personal", load: () => import("./SecurityPage") }],
};
