export const languages = ["en", "zh-CN", "zh-TW"] as const;

export type Language = (typeof languages)[number];

/** Each language by its own name, so that a person finds his own in any of them. */
export const languageNames: Record<Language, string> = { en: "English", "zh-CN": "简体中文", "zh-TW": "繁體中文" };

const traditional = /^zh\b.*-(tw|hk|mo|hant)\b/i;

/** The language of ours that is nearest to a browser's tag. */
export function nearestLanguage(tag: string): Language | undefined {
  if (traditional.test(tag)) return "zh-TW";
  if (/^zh\b/i.test(tag)) return "zh-CN";
  if (/^en\b/i.test(tag)) return "en";
  return undefined;
}

export function isLanguage(value: unknown): value is Language {
  return languages.some((language) => language === value);
}

export function browserLanguage(tags: readonly string[] = navigator.languages): Language {
  for (const tag of tags) {
    const near = nearestLanguage(tag);
    if (near) return near;
  }
  return "en";
}
