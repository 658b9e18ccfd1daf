import type { FieldMeta, Meta, ObjectMeta } from "@/api/meta";
import type { Constant, ImportSettings, Mapped } from "./imports";

/** The id by which another system knows a record; its `part` is the name of that system. */
export const external = "external_id";
/** The record's own id, as an export writes it. */
export const identity = "id";

/** The owned lines of an object, such as those of an order, with what a line is. */
export interface OwnedLines {
  field: FieldMeta;
  object: ObjectMeta;
}

export function ownedLines(object: ObjectMeta | undefined, objects: Meta["objects"]): OwnedLines | null {
  const field = Object.values(object?.fields ?? {}).find((each) => each.kind === "lines" && each.level === "edit");
  const found = field?.lines ? objects[field.lines] : undefined;
  return field && found ? { field, object: found } : null;
}

const neverMapped = new Set(["lines", "formula", "roll_up"]);

function mappableFields(object: ObjectMeta): FieldMeta[] {
  const named = object.groups.filter((group) => group.name !== "system").flatMap((group) => group.fields);
  return [...named, ...object.left_out]
    .flatMap((name) => object.fields[name] ?? [])
    .filter((field) => field.level === "edit" && !field.is_computed && !neverMapped.has(field.kind));
}

function lineFieldsOf({ field, object }: OwnedLines): FieldMeta[] {
  return mappableFields(object)
    .filter((each) => each.name !== object.parent)
    .map((each) => ({ ...each, name: `${field.name}.${each.name}`, label: `${field.label} · ${each.label}` }));
}

/** The fields that columns and fixed values fill; those of lines go by their whole path, `lines.quantity`. */
export function fillableFields(object: ObjectMeta | undefined, lines: OwnedLines | null): FieldMeta[] {
  return [...(object ? mappableFields(object) : []), ...(lines ? lineFieldsOf(lines) : [])];
}

/** Those of the fields that every new record needs and that neither a column nor a fixed value fills. */
export function missingFields(fields: readonly FieldMeta[], { mapping = [], constants = [] }: ImportSettings): FieldMeta[] {
  const filled = new Set([...mapping, ...constants.filter((each) => !each.part)].map((each) => each.field));
  return fields.filter((field) => field.required && field.default === null && !filled.has(field.name));
}

export function isOfLines(path: string): boolean {
  return path.includes(".");
}

/** What an error or a suggestion names: a field of the record, or (`lines.quantity`) of its lines. */
export function labelAt(object: ObjectMeta | undefined, objects: Meta["objects"], path: string): string | undefined {
  const [owner = "", ...rest] = path.split(".");
  const field = object?.fields[owner];
  const inner = field?.lines ? objects[field.lines]?.fields[rest.at(-1) ?? ""] : undefined;
  return inner ? `${field?.label} · ${inner.label}` : field?.label;
}

/** The columns that tell which rows belong together: the record's own number, or its id elsewhere. */
export function likelyGrouping(object: ObjectMeta, mapping: readonly Mapped[]): number[] {
  const found = mapping.find((each) => each.field === external || object.fields[each.field]?.unique);
  return found ? [found.column] : [];
}

export function withoutLines<Filling extends Mapped | Constant>(fillings: readonly Filling[]): Filling[] {
  return fillings.filter((each) => !isOfLines(each.field));
}

/** A column has the ids of a system that nobody has named. */
export function lacksSystem(mapping: readonly Mapped[]): boolean {
  const isUnnamed = (each: Mapped) => each.field === external && !each.part?.trim();
  return mapping.some((each) => isUnnamed(each) || each.match?.trim() === `${external}:`);
}

function placeOf({ field, part }: Mapped): string {
  return `${field}|${part ?? ""}`;
}

/** What stands in a list of choices for a mapping; which system an external id is of is said beside it. */
export function choiceOf(mapped: Mapped): string {
  return mapped.field === external ? external : placeOf(mapped);
}

/** The mapping of a column to what was chosen for it. */
export function chosenTarget(column: number, choice: string): Mapped {
  const [field = "", part] = choice.split("|");
  return { column, field, ...(part ? { part } : {}) };
}

/** The mapping with one target of a column chosen anew, added or left out; a field is filled from one column only. */
export function withTarget(mapping: readonly Mapped[], before: Mapped | undefined, next: Mapped | null): Mapped[] {
  const others = mapping.filter((each) => each === before || !next || placeOf(each) !== placeOf(next));
  if (before) return others.flatMap((each) => (each === before ? (next ?? []) : each));
  return next ? [...others, next].sort((one, other) => one.column - other.column) : others;
}
