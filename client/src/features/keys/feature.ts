import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [{ name: "encryption", title: "encryption:title", group: "structure", administrators: true, load: () => import("./KeysPage") }],
};
