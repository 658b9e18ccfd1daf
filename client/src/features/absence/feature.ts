import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [{ name: "absence", title: "sharing:absence.title", group: "personal", load: () => import("./AbsencePage") }],
};
