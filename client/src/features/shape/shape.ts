import type { FieldKind, FieldMeta, Meta, ObjectMeta } from "@/api/meta";
import { currentLanguage, languages, type Language } from "@/i18n";
import { marksOf } from "./marks";

export type Labels = Partial<Record<Language, string>>;

export interface ChoiceFacts {
  key: string;
  labels: Labels;
  colour: string | null;
  is_final: boolean;
  /** Of a known tag: its heading, and other words that mean it. */
  group?: string | null;
  aliases?: string[];
}

export interface TagGroup {
  key: string;
  labels: Labels;
}

export interface RollUpFacts {
  child: string;
  via: string;
  function: "count" | "sum" | "min" | "max" | "avg";
  field: string | null;
}

/** A field as an administrator describes it. */
export interface FieldFacts {
  kind: FieldKind;
  labels: Labels;
  hints: Labels;
  required: boolean;
  unique: boolean;
  encrypted: boolean;
  search: number;
  choices: ChoiceFacts[];
  tag_groups: TagGroup[];
  only_known: boolean;
  target: string | null;
  formula: string;
  result_kind: FieldKind | null;
  roll_up: RollUpFacts | null;
  decimals: number | null;
  at_least: string;
  at_most: string;
  numbering: string | null;
  group: string;
}

export interface ObjectFacts {
  labels: Labels;
  plural_labels: Labels;
  icon: string;
  area: string;
}

export const shapeable = [
  "text", "long_text", "rich_text", "number", "decimal", "percent", "money", "boolean", "date", "date_time", "duration", "picklist",
  "multi_picklist", "tags", "email", "phone", "url", "address", "person_name", "identity_number", "location", "reference",
  "multi_reference", "rating", "auto_number", "formula", "roll_up", "json",
] as const satisfies readonly FieldKind[];

export const withChoices = new Set<FieldKind>(["picklist", "multi_picklist"]);
export const withTarget = new Set<FieldKind>(["reference", "multi_reference"]);
export const withBounds = new Set<FieldKind>(["number", "decimal", "percent", "money", "duration"]);
export const withDecimals = new Set<FieldKind>(["decimal", "percent"]);
export const computed = new Set<FieldKind>(["formula", "roll_up", "auto_number"]);

export const resultKinds = ["decimal", "number", "percent", "text", "boolean", "date", "date_time"] as const satisfies readonly FieldKind[];

export const colours = ["grey", "blue", "cyan", "green", "amber", "red", "purple"] as const;

export function emptyField(kind: FieldKind): FieldFacts {
  return {
    kind, labels: {}, hints: {}, required: false, unique: false, encrypted: false, search: 0, choices: [], tag_groups: [], only_known: false, target: null, formula: "",
    result_kind: kind === "formula" || kind === "roll_up" ? "decimal" : null, roll_up: null, decimals: null, at_least: "", at_most: "",
    numbering: kind === "identity_number" ? "uscc" : kind === "auto_number" ? "{year}-{number:05}" : null, group: "facts",
  };
}

/** A list with one of its members at another place. */
export function moved<Member>(members: readonly Member[], from: number, to: number): Member[] {
  const next = [...members];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(to, 0, taken);
  return next;
}

/** The texts of a field in every language. */
export interface FieldTexts {
  labels: Labels;
  hints: Labels;
  choices: ChoiceFacts[];
  tag_groups?: TagGroup[];
  only_known?: boolean;
}

/** The texts of an object in every language. */
export interface ObjectTexts {
  labels: Labels;
  plural_labels: Labels;
  fields: Record<string, FieldTexts>;
}

function textOf(bound: string | number | null): string {
  return bound === null ? "" : String(bound);
}

const noTexts: FieldTexts = { labels: {}, hints: {}, choices: [] };

function choiceFacts({ key, labels, colour, is_final, group = null, aliases = [] }: ChoiceFacts, kind: FieldKind): ChoiceFacts {
  return { key, labels, colour, is_final, ...(kind === "tags" ? { group, aliases } : {}) };
}

function textsOf({ kind }: FieldMeta, { labels, hints, choices, tag_groups: groups = [], only_known: isStrict = false }: FieldTexts = noTexts) {
  return { labels, hints, choices: choices.map((choice) => choiceFacts(choice, kind)), tag_groups: groups, only_known: isStrict };
}

/** The facts of a field that exists, with its words in every language. */
export function factsOf(field: FieldMeta, object: ObjectMeta, texts: FieldTexts | undefined): FieldFacts {
  return {
    ...emptyField(field.kind),
    ...textsOf(field, texts),
    required: field.required,
    unique: field.unique,
    encrypted: field.is_encrypted ?? false,
    target: field.target ?? null,
    formula: field.formula ?? "",
    at_least: textOf(field.at_least),
    at_most: textOf(field.at_most),
    group: object.groups.find((group) => group.fields.includes(field.name))?.name ?? "facts",
  };
}

/** A key for a value: from its English name where it has one. */
export function keyFrom(labels: Labels, taken: readonly string[]): string {
  const made = (labels.en ?? "").toLowerCase().replaceAll(/[^a-z0-9]+/g, "_").replaceAll(/^_+|_+$/g, "").slice(0, 40);
  const stem = made || "value";
  if (made && !taken.includes(stem)) return stem;
  let number = taken.length + 1;
  while (taken.includes(`${stem}_${number}`)) number += 1;
  return `${stem}_${number}`;
}

function filled(labels: Labels): Labels {
  return Object.fromEntries(languages.flatMap((language) => (labels[language]?.trim() ? [[language, labels[language].trim()]] : [])));
}

/** A known tag goes by its first word, so that what is written already means it. */
function tagsOf(facts: FieldFacts): ChoiceFacts[] {
  const named = facts.choices.map((tag) => ({ ...tag, labels: filled(tag.labels) }));
  return named.flatMap((tag) => {
    const key = tag.key || tag.labels[currentLanguage()] || Object.values(tag.labels).find(Boolean);
    return key ? [{ ...tag, key }] : [];
  });
}

function choicesOf(facts: FieldFacts): ChoiceFacts[] {
  if (facts.kind === "tags") return tagsOf(facts);
  const keys: string[] = facts.choices.map((choice) => choice.key).filter(Boolean);
  return facts.choices.map((choice) => {
    const key = choice.key || keyFrom(choice.labels, keys);
    if (!choice.key) keys.push(key);
    return { ...choice, key, labels: filled(choice.labels) };
  });
}

/** What is sent for a field: only what its kind knows. */
export function bodyOf(facts: FieldFacts): Record<string, unknown> {
  const { kind } = facts;
  const isComputed = computed.has(kind);
  return {
    kind,
    labels: filled(facts.labels),
    hints: filled(facts.hints),
    group: facts.group,
    ...(isComputed ? {} : { required: facts.required }),
    ...marksOf(facts),
    ...(withChoices.has(kind) ? { choices: choicesOf(facts) } : {}),
    ...(kind === "tags" ? { choices: choicesOf(facts), tag_groups: facts.tag_groups.map(({ key, labels }) => ({ key, labels: filled(labels) })), only_known: facts.only_known } : {}),
    ...(withTarget.has(kind) ? { target: facts.target } : {}),
    ...(withBounds.has(kind) ? { at_least: facts.at_least || null, at_most: facts.at_most || null } : {}),
    ...(withDecimals.has(kind) ? { decimals: facts.decimals } : {}),
    ...(facts.numbering ? { numbering: facts.numbering } : {}),
    ...(kind === "formula" ? { formula: facts.formula, result_kind: facts.result_kind } : {}),
    ...(kind === "roll_up" ? { roll_up: facts.roll_up, result_kind: facts.result_kind } : {}),
  };
}

const changeable = ["labels", "hints", "required", "choices", "at_least", "at_most", "group", "formula", "tag_groups", "only_known", "encrypted"];

/** Words that were there and are no more are sent empty: what is not named stays. */
function rewritten(before: Labels, now: Labels): Labels {
  const emptied = Object.keys(filled(before)).map((language) => [language, ""]);
  return { ...(Object.fromEntries(emptied) as Labels), ...filled(now) };
}

function rewrittenChoices(before: FieldFacts, facts: FieldFacts): ChoiceFacts[] {
  const old = new Map(before.choices.map((choice) => [choice.key, choice.labels]));
  return choicesOf(facts).map((choice) => ({ ...choice, labels: rewritten(old.get(choice.key) ?? {}, choice.labels) }));
}

/** What was changed of a field that exists; what was not touched is not sent. */
export function changeOf(before: FieldFacts, facts: FieldFacts): Record<string, unknown> {
  const old = bodyOf(before);
  const body = bodyOf(facts);
  const words: Record<string, unknown> = {
    labels: rewritten(before.labels, facts.labels),
    hints: rewritten(before.hints, facts.hints),
    choices: rewrittenChoices(before, facts),
  };
  const touched = changeable.filter((name) => name in body && JSON.stringify(body[name]) !== JSON.stringify(old[name]));
  return Object.fromEntries(touched.map((name) => [name, words[name] ?? body[name]]));
}

/** What is sent for a new object. */
export function objectBody(facts: ObjectFacts): ObjectFacts {
  return { ...facts, labels: filled(facts.labels), plural_labels: filled(facts.plural_labels) };
}

/** What was changed of an object that exists. */
export function objectChange(before: ObjectFacts, facts: ObjectFacts): Partial<ObjectFacts> {
  const old = objectBody(before);
  const next = objectBody(facts);
  const words = { labels: rewritten(before.labels, facts.labels), plural_labels: rewritten(before.plural_labels, facts.plural_labels) };
  const names = (Object.keys(next) as (keyof ObjectFacts)[]).filter((name) => JSON.stringify(next[name]) !== JSON.stringify(old[name]));
  return Object.fromEntries(names.map((name) => [name, { ...next, ...words }[name]]));
}

/** The objects that can be shaped, by area. */
export function shapedObjects(meta: Meta): ObjectMeta[] {
  return Object.values(meta.objects).filter((object) => !object.parent);
}

export interface ChildLink {
  child: ObjectMeta;
  via: FieldMeta;
}

/** The references that lead from other objects to this one: what a roll-up can count. */
export function childLinks(meta: Meta, object: string): ChildLink[] {
  return Object.values(meta.objects).flatMap((child) =>
    Object.values(child.fields)
      .filter((field) => field.kind === "reference" && field.target === object)
      .map((via) => ({ child, via })),
  );
}
