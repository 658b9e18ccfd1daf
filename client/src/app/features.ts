import type { Feature } from "@/ui/feature";

const modules = import.meta.glob<Feature>(["../records/feature.ts", "../features/*/feature.ts"], {
  eager: true,
  import: "feature",
});

/** Every folder that adds pages, settings or verbs; the shell names none of them. */
export const features: readonly Feature[] = Object.values(modules);

export const featurePages = features.flatMap((feature) => feature.pages ?? []);
export const settingsPages = features.flatMap((feature) => feature.settings ?? []);
export const verbs = features.flatMap((feature) => feature.verbs ?? []);
