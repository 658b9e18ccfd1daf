import { expect, test } from "vitest";
import { languages } from "@/i18n/languages";
import { asked, catalogues, usesInCode } from "./catalogues";

const uses = usesInCode();
const english = catalogues.get("en") ?? new Map<string, string>();
const keysOf = (language: (typeof languages)[number]) => [...(catalogues.get(language)?.keys() ?? [])];
const askedIn = (language: (typeof languages)[number]) => new Set(keysOf(language).map(asked));

test.each(languages)("%s has every text that the code asks for", (language) => {
  const present = askedIn(language);
  const missing = [...uses.exact].filter(([key]) => !present.has(key)).map(([key, path]) => `${key} (${path.split("/src/")[1]})`);
  expect(missing).toEqual([]);
});

test.each(languages)("%s has a text under every beginning that the code completes", (language) => {
  const present = keysOf(language);
  const missing = [...uses.open.keys()].filter((beginning) => !present.some((key) => key.startsWith(beginning)));
  expect(missing).toEqual([]);
});

test("no text stands there that the code never asks for", () => {
  const isUsed = (key: string) => uses.exact.has(asked(key)) || [...uses.open.keys()].some((beginning) => key.startsWith(beginning));
  expect([...english.keys()].filter((key) => !isUsed(key))).toEqual([]);
});

test.each(languages)("%s has the same keys as English", (language) => {
  expect([...askedIn(language)].sort()).toEqual([...askedIn("en")].sort());
});

test.each(languages)("%s has each form that its numbers need", (language) => {
  const present = new Set(keysOf(language));
  const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
  const counted = [...english.keys()].filter((key) => key.endsWith("_other")).map(asked);
  const missing = counted.flatMap((key) => forms.map((form) => `${key}_${form}`)).filter((key) => !present.has(key));
  expect(missing).toEqual([]);
});

test.each(languages)("%s fills in the same values as English", (language) => {
  const values = (text: string) => [...text.matchAll(/\{\{\s*(\w+)/g)].map((match) => match[1]).sort();
  const texts = catalogues.get(language) ?? new Map<string, string>();
  const different = [...texts].filter(([key, text]) => {
    const same = english.get(key) ?? "";
    return values(text).join() !== values(same).join();
  });
  expect(different).toEqual([]);
});

test.each(["zh-CN", "zh-TW"] as const)("%s leaves no sentence in English", (language) => {
  const untouched = [...(catalogues.get(language) ?? [])].filter(([key, text]) => text === english.get(key) && /[a-z]{3,} [a-z]{3,}/.test(text));
  expect(untouched).toEqual([]);
});

test("Traditional Chinese is not Simplified Chinese", () => {
  const simplifiedOnly = /[们这说对时务业务导录删击语设请还没关产东开边过运现发应权]/;
  const found = [...(catalogues.get("zh-TW") ?? [])].filter(([, text]) => simplifiedOnly.test(text));
  expect(found).toEqual([]);
});
