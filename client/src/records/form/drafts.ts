import type { Values } from "./values";

/** What was typed and not saved yet; it stays on this device through errors, reloads and signing out. */
export interface Draft {
  values: Values;
  /** The version that an edit was based on. */
  version: number | null;
  at: string;
}

const prefix = "guanxi.draft.";
const keptFor = 14 * 24 * 3_600_000;

/** Drafts belong to a person: somebody else on the same machine never sees them. */
export function draftKey(user: string, object: string, id: string | null): string {
  return `${prefix}${user}.${object}.${id ?? "new"}`;
}

function isDraft(value: unknown): value is Draft {
  if (typeof value !== "object" || value === null) return false;
  const draft = value as Partial<Draft>;
  return typeof draft.values === "object" && draft.values !== null && typeof draft.at === "string";
}

export function readDraft(key: string, now: number = Date.now()): Draft | null {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "null");
    if (!isDraft(found)) return null;
    if (now - Date.parse(found.at) <= keptFor) return found;
  } catch {
    // What cannot be read is as good as nothing; it is removed below.
  }
  localStorage.removeItem(key);
  return null;
}

export function keepDraft(key: string, values: Values, version: number | null): void {
  const draft: Draft = { values, version, at: new Date().toISOString() };
  try {
    localStorage.setItem(key, JSON.stringify(draft));
  } catch {
    // A full storage must never stop a person from typing.
  }
}

export function dropDraft(key: string): void {
  localStorage.removeItem(key);
}
