import type { Feature } from "@/ui/feature";

export const feature: Feature = {
  settings: [
    {
      name: "objects",
      title: "shape:title",
      group: "structure",
      administrators: true,
      load: () => import("./ObjectsPage"),
    },
  ],
};
