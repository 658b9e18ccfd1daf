import type { Catalogue } from "../catalogue";

const files = import.meta.glob<Catalogue[string]>("./*.json", { eager: true, import: "default" });

export const catalogue: Catalogue = Object.fromEntries(
  Object.entries(files).map(([path, texts]) => [path.slice(2, -".json".length), texts]),
);
