import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [{ name: "outgoing", title: "outgoing:title", group: "company", administrators: true, load: () => import("./OutgoingPage") }],
};
