import { useSyncExternalStore } from "react";

export const themeChoices = ["system", "light", "dark", "contrast"] as const;
export const densityChoices = ["compact", "normal", "roomy"] as const;
export const fontSizeChoices = [90, 100, 115, 130, 150, 200] as const;

export interface Preferences {
  theme: (typeof themeChoices)[number];
  density: (typeof densityChoices)[number];
  /** Percent of the browser's own font size. */
  fontSize: (typeof fontSizeChoices)[number];
  /** Shortcuts of a single letter can be switched off (WCAG 2.1.4). */
  letterKeys: boolean;
}

const storageKey = "guanxi.preferences";
const defaults: Preferences = { theme: "system", density: "normal", fontSize: 100, letterKeys: true };

function oneOf<T>(choices: readonly T[], value: unknown, otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

/** Keeps what is valid of stored or received preferences and fills the rest. */
export function readPreferences(value: unknown, otherwise: Preferences = defaults): Preferences {
  const given = (typeof value === "object" && value !== null ? value : {}) as Record<string, unknown>;
  return {
    theme: oneOf(themeChoices, given.theme, otherwise.theme),
    density: oneOf(densityChoices, given.density, otherwise.density),
    fontSize: oneOf(fontSizeChoices, given.fontSize, otherwise.fontSize),
    letterKeys: typeof given.letterKeys === "boolean" ? given.letterKeys : otherwise.letterKeys,
  };
}

function stored(): unknown {
  try {
    return JSON.parse(localStorage.getItem(storageKey) ?? "null");
  } catch {
    return null;
  }
}

let current = readPreferences(stored());
const listeners = new Set<() => void>();

export function preferences(): Preferences {
  return current;
}

export function setPreferences(change: Partial<Preferences>): void {
  current = readPreferences(change, current);
  localStorage.setItem(storageKey, JSON.stringify(current));
  for (const listener of listeners) listener();
}

export function watchPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(watchPreferences, preferences);
}
