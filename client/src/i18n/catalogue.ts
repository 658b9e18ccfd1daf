export interface Texts {
  [key: string]: string | Texts;
}

/** The texts of one language by namespace: one JSON file each. */
export type Catalogue = Record<string, Texts>;
