export const sources = ["api", "import", "undo", "shape", "nightly", "rates", "demo"] as const;

const sourceTexts: Record<string, string> = {
  api: "changes:source.api",
  screen: "changes:source.screen",
  import: "changes:source.import",
  undo: "changes:source.undo",
  shape: "changes:source.shape",
  nightly: "changes:source.nightly",
  rates: "changes:source.rates",
  demo: "changes:source.demo",
  installation: "changes:source.installation",
  "sign-on": "changes:source.sign-on",
  scim: "changes:source.scim",
};

const kindTexts: Record<string, string> = {
  create: "changes:kind.create",
  update: "changes:kind.update",
  delete: "changes:kind.delete",
  restore: "changes:kind.restore",
  purge: "changes:kind.purge",
};

const didTexts: Record<string, string> = {
  create: "changes:did.create",
  update: "changes:did.update",
  delete: "changes:did.delete",
  restore: "changes:did.restore",
  purge: "changes:did.purge",
};

export function sourceKey(source: string): string | undefined {
  return sourceTexts[source];
}

const singleTexts: Record<string, string> = {
  create: "changes:single.create",
  update: "changes:single.update",
  delete: "changes:single.delete",
  restore: "changes:single.restore",
  purge: "changes:single.purge",
};

/** True where the record is not to be opened any more. */
export function isAway(kind: string): boolean {
  return kind === "delete" || kind === "purge";
}

/** What happened to one record that is named before. */
export function singleKey(kind: string): string {
  return singleTexts[kind] ?? "changes:single.update";
}

export function kindKey(kind: string): string {
  return kindTexts[kind] ?? "changes:kind.update";
}

/** What happened to one record. */
export function didKey(kind: string): string {
  return didTexts[kind] ?? "changes:did.update";
}
