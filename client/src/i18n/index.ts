import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type { Catalogue } from "./catalogue";
import { browserLanguage, isLanguage, type Language } from "./languages";

export { useTranslation, Trans } from "react-i18next";
export type { TFunction } from "i18next";
export * from "./languages";

const storageKey = "guanxi.language";

const catalogues: Record<Language, () => Promise<{ catalogue: Catalogue }>> = {
  en: () => import("./en/index.ts"),
  "zh-CN": () => import("./zh-CN/index.ts"),
  "zh-TW": () => import("./zh-TW/index.ts"),
};

export function savedLanguage(): Language {
  const saved = localStorage.getItem(storageKey);
  return isLanguage(saved) ? saved : browserLanguage();
}

async function load(language: Language): Promise<void> {
  const { catalogue } = await catalogues[language]();
  for (const [namespace, texts] of Object.entries(catalogue)) {
    i18next.addResourceBundle(language, namespace, texts, true, true);
  }
}

export async function startTranslation(language: Language = savedLanguage()): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: {},
    defaultNS: "app",
    fallbackLng: false,
    interpolation: { escapeValue: false },
    returnNull: false,
  });
  await load(language);
  describeDocument(language);
}

/** Switches every text at once; the choice is remembered on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await load(language);
  localStorage.setItem(storageKey, language);
  await i18next.changeLanguage(language);
  describeDocument(language);
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "en";
}

/** Translates outside of components; inside them use useTranslation. */
export function translate(key: string, values?: Record<string, unknown>): string {
  return i18next.t(key, values);
}

function describeDocument(language: Language): void {
  document.documentElement.lang = language;
  document.documentElement.dir = i18next.dir(language);
}
