import type { Feature, FeaturePage } from "@/ui/feature";
import { addPanels } from "@/ui/panels";

const modules = import.meta.glob<Feature>(["../records/feature.ts", "../features/*/feature.ts"], {
  eager: true,
  import: "feature",
});

/** Every folder that adds pages, settings or verbs; the shell names none of them. */
export const features: readonly Feature[] = Object.values(modules);

const own: readonly FeaturePage[] = [{ path: "/search", load: () => import("./search/SearchPage") }];

const pages = [...features.flatMap((feature) => feature.pages ?? []), ...own];

/** Addresses that more than one folder claims; a test keeps this empty. */
export const claimedTwice = pages.map(({ path }) => path).filter((path, place, paths) => paths.indexOf(path) !== place);

/** Of two pages with one address the first stands, so that a mistake costs a page and not the product. */
export const featurePages = [...new Map([...pages].reverse().map((page) => [page.path, page])).values()];

export const settingsPages = features.flatMap((feature) => feature.settings ?? []);
addPanels(features.flatMap((feature) => feature.panels ?? []));

export const verbs = features.flatMap((feature) => feature.verbs ?? []);
