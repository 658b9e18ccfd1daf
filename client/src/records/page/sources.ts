const texts: Record<string, string> = {
  screen: "page:source.screen",
  api: "page:source.api",
  import: "page:source.import",
  undo: "page:source.undo",
  demo: "page:source.demo",
  installation: "page:source.installation",
  nightly: "page:source.nightly",
  rates: "page:source.rates",
  shape: "page:source.shape",
};

/** The translation key for what a change came through; what has none is shown as it is. */
export function sourceKey(source: string): string | undefined {
  return texts[source];
}
