import type { MoneyValue, ReferenceValue, WireRecord } from "@/api/meta";

type Fields = Record<string, unknown>;

export function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isEmpty(value: unknown): boolean {
  if (value === null || value === undefined || value === "") return true;
  return Array.isArray(value) && value.length === 0;
}

/** Text as it is; numbers and truth values written out; nothing for all else. */
export function asText(value: unknown): string {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

export function asList(value: unknown): unknown[] {
  if (Array.isArray(value)) return value as unknown[];
  return isEmpty(value) ? [] : [value];
}

export function asTexts(value: unknown): string[] {
  return asList(value).map(asText).filter(Boolean);
}

/** A number for drawing only; what is stored stays exact text. */
export function asNumber(value: unknown): number | null {
  if (isEmpty(value)) return null;
  const number = Number(asText(value));
  return Number.isFinite(number) ? number : null;
}

export function asMoney(value: unknown, currency: string): MoneyValue | null {
  if (isFields(value)) {
    const amount = asText(value.amount);
    return amount ? { amount, currency: asText(value.currency) || currency } : null;
  }
  const amount = asText(value);
  return amount ? { amount, currency } : null;
}

/** A reference, whether it came expanded or as an id. */
export function asReference(value: unknown): ReferenceValue | null {
  if (typeof value === "string" && value) return { id: value, title: null };
  if (!isFields(value) || !asText(value.id)) return null;
  return { id: asText(value.id), title: asText(value.title) || null, ...(value.deleted === true && { deleted: true }) };
}

export function asReferences(value: unknown): ReferenceValue[] {
  return asList(value).flatMap((each) => asReference(each) ?? []);
}

export function asLines(value: unknown): WireRecord[] {
  return asList(value).filter(isFields) as WireRecord[];
}

const han = /[\u3400-\u9fff]/;

export function personName(value: unknown): string {
  if (!isFields(value)) return asText(value);
  const full = asText(value.full);
  if (full) return full;
  const family = asText(value.family);
  const given = asText(value.given);
  return han.test(family + given) ? family + given : `${given} ${family}`.trim();
}

/** A record's title, whatever kind its title field has. */
export function titleText(value: unknown): string {
  if (isFields(value)) return asText(value.title) || personName(value);
  return asText(value);
}

/** Equal as far as the server can tell. */
export function isSame(one: unknown, other: unknown): boolean {
  if (isEmpty(one) && isEmpty(other)) return true;
  return JSON.stringify(one) === JSON.stringify(other);
}
