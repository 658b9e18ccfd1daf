import { queryOptions } from "@tanstack/react-query";
import { api, type Written } from "@/api/client";

const textNames = ["name", "country", "currency", "time_zone"] as const;
export const factNames = [...textNames, "retention_days", "purges_nightly", "tells_hidden_duplicates"] as const;
export type TextName = (typeof textNames)[number];
export type FactName = (typeof factNames)[number];

export interface CompanyFacts extends Record<TextName, string> {
  /** How long deleted records can be restored. */
  retention_days: number;
  /** What is due goes for good by itself. */
  purges_nightly: boolean;
  /** People are told that a record which they may not see equals theirs, and whose it is. */
  tells_hidden_duplicates: boolean;
}

export interface Company extends CompanyFacts {
  /** True once an amount is kept, which counts in the company's currency for good. */
  currency_is_fixed: boolean;
  choices: { country: string[]; currency: string[] };
}

export const companyQuery = queryOptions({
  queryKey: ["company"] as const,
  queryFn: ({ signal }) => api.get<Company>("/company", undefined, signal),
  staleTime: 0,
});

export function changeCompany(facts: Partial<CompanyFacts>): Promise<Written<Company>> {
  return api.write("PATCH", "/company", { body: facts });
}

/** What differs from what is kept. */
export function changedFacts(kept: CompanyFacts, wished: CompanyFacts): Partial<CompanyFacts> {
  return Object.fromEntries(factNames.filter((name) => wished[name] !== kept[name]).map((name) => [name, wished[name]]));
}

/** Codes as choices that are called by their names in the reader's language, in the order of the names. */
export function namedChoices(codes: readonly string[], kind: "region" | "currency", language: string) {
  const names = new Intl.DisplayNames(language, { type: kind });
  const choices = codes.map((value) => ({ value, label: `${names.of(value) ?? value} (${value})` }));
  return choices.sort((one, other) => one.label.localeCompare(other.label, language));
}
