import type { FieldMeta, Filter, Meta, ObjectMeta } from "@/api/meta";
import { addressParts } from "@/fields/composite/address";
import { bareOperators, listOperators } from "@/fields/filter/periods";
import { isEmpty } from "@/fields/values";
import { translate } from "@/i18n";
import { isNoFilter } from "../views/viewState";

/** A comparison while it is being built; the key tells it from its neighbours. */
export interface Condition {
  key: string;
  field: string;
  op: string;
  value: unknown;
}

export interface Group {
  key: string;
  join: "and" | "or";
  isNegated: boolean;
  parts: Part[];
}

export type Part = Condition | Group;

let count = 0;

function newKey(): string {
  count += 1;
  return `part${count}`;
}

export const isGroup = (part: Part): part is Group => "join" in part;

export function newGroup(join: Group["join"] = "and", parts: Part[] = []): Group {
  return { key: newKey(), join, isNegated: false, parts };
}

export function newCondition(field: FieldMeta, path = field.name): Condition {
  return { key: newKey(), field: path, op: usualOperator(field), value: null };
}

/** What a person most likely means to ask of a field. */
export function usualOperator(field: FieldMeta): string {
  const wanted = ["contains", "within", "in", "has_any", "eq"];
  return wanted.find((operator) => field.operators.includes(operator)) ?? field.operators[0] ?? "is_set";
}

function groupOf(join: Group["join"], parts: readonly Filter[]): Group {
  return newGroup(join, parts.map(partOf));
}

function partOf(filter: Filter): Part {
  if ("field" in filter) return { key: newKey(), field: filter.field as string, op: filter.op as string, value: filter.value ?? null };
  if ("or" in filter) return groupOf("or", filter.or as Filter[]);
  if ("not" in filter) {
    const inner = partOf(filter.not as Filter);
    const group = isGroup(inner) && !inner.isNegated ? inner : newGroup("and", [inner]);
    return { ...group, isNegated: true };
  }
  return groupOf("and", "and" in filter ? (filter.and as Filter[]) : []);
}

/** A filter as a tree to build on; its root is always a group. */
export function readFilter(filter: Filter): Group {
  if (isNoFilter(filter)) return newGroup();
  const part = partOf(filter);
  return isGroup(part) && !part.isNegated ? part : newGroup("and", [part]);
}

/** Whether a comparison says all that it needs to. */
export function isComplete({ op, value }: Condition): boolean {
  if (bareOperators.has(op)) return true;
  return listOperators.has(op) ? Array.isArray(value) && value.length > 0 : !isEmpty(value);
}

/** Whether no comparison waits for its value; those that do would be left out of the filter. */
export function isWhole(group: Group): boolean {
  return group.parts.every((part) => (isGroup(part) ? isWhole(part) : isComplete(part)));
}

function written(part: Part): Filter | null {
  if (!isGroup(part)) {
    if (!isComplete(part)) return null;
    return bareOperators.has(part.op) ? { field: part.field, op: part.op } : { field: part.field, op: part.op, value: part.value };
  }
  const parts = part.parts.map(written).filter((each) => each !== null);
  if (parts.length === 0) return null;
  const only = parts[0];
  const joined: Filter = parts.length === 1 && only ? only : part.join === "and" ? { and: parts } : { or: parts };
  return part.isNegated ? { not: joined } : joined;
}

/** The filter that a tree means; what is not complete yet is left out. */
export function writeFilter(root: Group): Filter {
  const filter = written(root);
  return filter === null ? {} : filter;
}

/** Both must hold. */
export function both(one: Filter, other: Filter): Filter {
  if (isNoFilter(one)) return other;
  return isNoFilter(other) ? one : { and: [one, other] };
}

/** The parts that stand beside each other as chips. */
export function topParts(filter: Filter): Filter[] {
  if (isNoFilter(filter)) return [];
  return "and" in filter ? (filter.and as Filter[]) : [filter];
}

export function fromTopParts(parts: readonly Filter[]): Filter {
  const only = parts[0];
  if (!only) return {};
  return parts.length === 1 ? only : { and: [...parts] };
}

export function replaced(group: Group, key: string, next: Part | null): Group {
  const parts = group.parts.flatMap((part): Part[] => {
    if (part.key === key) return next ? [next] : [];
    return [isGroup(part) ? replaced(part, key, next) : part];
  });
  return { ...group, parts };
}

const partsOf: Partial<Record<FieldMeta["kind"], readonly string[]>> = { address: addressParts, person_name: ["family", "given"] };

/** A part of a value that has several, as a text of its own. */
function partAt(field: FieldMeta, part: string): FieldMeta | undefined {
  const isKnown = partsOf[field.kind]?.includes(part);
  return isKnown ? { ...field, name: `${field.name}.${part}`, kind: "text", label: translate(`fields:part.${part}`) } : undefined;
}

/** The field that a path names, also through one reference, or a part of one. */
export function fieldAt(meta: Meta | undefined, object: ObjectMeta, path: string): FieldMeta | undefined {
  const [first = "", second] = path.split(".");
  const field = object.fields[first];
  if (!field || second === undefined) return field;
  const target = field.target ? meta?.objects[field.target] : undefined;
  return target ? target.fields[second] : partAt(field, second);
}

export function labelAt(meta: Meta | undefined, object: ObjectMeta, path: string): string {
  const label = fieldAt(meta, object, path)?.label ?? path;
  return path.includes(".") ? `${object.fields[path.split(".")[0] ?? ""]?.label ?? ""} · ${label}` : label;
}

const isAskable = (field: FieldMeta) => field.level !== "masked" && field.operators.length > 0 && field.kind !== "lines" && field.name !== "id" && field.name !== "version";

export interface FieldChoice {
  label: string;
  options: { value: string; label: string }[];
}

/** The fields that one may ask for: the object's own, then those of the records that it refers to. */
export function askableFields(meta: Meta | undefined, object: ObjectMeta): FieldChoice[] {
  const own = Object.values(object.fields).filter(isAskable);
  const through = own.flatMap((field): FieldChoice[] => {
    const target = field.kind === "reference" && field.target ? meta?.objects[field.target] : undefined;
    if (!target) return [];
    const options = Object.values(target.fields)
      .filter((each) => isAskable(each) && each.kind !== "reference")
      .map((each) => ({ value: `${field.name}.${each.name}`, label: `${field.label} · ${each.label}` }));
    return [{ label: field.label, options }];
  });
  const options = own.flatMap((field) => {
    const parts = (partsOf[field.kind] ?? []).map((part) => ({ value: `${field.name}.${part}`, label: `${field.label} · ${translate(`fields:part.${part}`)}` }));
    return [{ value: field.name, label: field.label }, ...parts];
  });
  return [{ label: object.label, options }, ...through];
}
