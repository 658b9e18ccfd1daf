import type { FieldMeta, Meta, ObjectMeta, WireRecord } from "@/api/meta";
import { lineFields } from "@/fields/lines/LinesInput";
import { isWritable, wireValue } from "@/fields/registry";
import { asList, isEmpty, isFields, titleText } from "@/fields/values";

/** What is typed or read, by field. */
export type Values = Record<string, unknown>;

export interface FormGroup {
  name: string;
  label: string;
  fields: FieldMeta[];
}

const systemFields = new Set(["id", "version", "created_at", "created_by", "updated_at", "updated_by"]);

/** Whether a person may fill the field in; lines too, though only in a form. */
export function isTyped(field: FieldMeta): boolean {
  const isOpen = field.kind === "lines" ? field.level === "edit" : isWritable(field);
  return isOpen && !systemFields.has(field.name);
}

/** Fields by the object's groups, in order; what no group names comes last, and what the layout leaves out nowhere. */
export function groupedFields(object: ObjectMeta, keep: (field: FieldMeta) => boolean): FormGroup[] {
  const named = new Set([...object.groups.flatMap((group) => group.fields), ...object.left_out]);
  const left = Object.keys(object.fields).filter((name) => !named.has(name));
  const groups = [...object.groups, { name: "", label: "", fields: left }];
  return groups
    .map(({ name, label, fields }) => ({
      name,
      label,
      fields: fields.flatMap((each) => object.fields[each] ?? []).filter(keep),
    }))
    .filter((group) => group.fields.length > 0);
}

export function formGroups(object: ObjectMeta): FormGroup[] {
  return groupedFields(object, isTyped);
}

/** References to ask for with their titles. */
export function expandable(object: ObjectMeta): string {
  return Object.values(object.fields)
    .filter((field) => field.kind === "reference" || field.kind === "multi_reference")
    .map((field) => field.name)
    .join(",");
}

function lineWire(line: unknown, fields: readonly FieldMeta[]): Values {
  if (!isFields(line)) return {};
  const typed = fields.filter(isTyped).flatMap((field) => (field.name in line ? [[field.name, wireValue(field, line[field.name])]] : []));
  return { ...(typeof line.id === "string" ? { id: line.id } : {}), ...Object.fromEntries(typed) };
}

/** A value as the server takes it; of lines only what a person fills in. */
export function toWire(field: FieldMeta, value: unknown, meta?: Meta): unknown {
  if (field.kind !== "lines") return wireValue(field, value);
  const fields = lineFields(field.lines ? meta?.objects[field.lines] : undefined);
  return asList(value).map((line) => lineWire(line, fields));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

export function isSame(one: unknown, other: unknown): boolean {
  if (isEmpty(one) && isEmpty(other)) return true;
  return JSON.stringify(sorted(one)) === JSON.stringify(sorted(other));
}

/** What differs between what was loaded and what is typed now, as the server takes it. */
export function changedValues(object: ObjectMeta, meta: Meta | undefined, base: Values, now: Values): Values {
  const changed: Values = {};
  for (const field of Object.values(object.fields)) {
    if (!isTyped(field) || !(field.name in now)) continue;
    const value = toWire(field, now[field.name], meta);
    if (!isSame(value, toWire(field, base[field.name], meta))) changed[field.name] = value;
  }
  return changed;
}

/** What a new record has by itself: of a date that is today's the person's own day, of an instant this one. */
function defaultOf(field: FieldMeta, today: string): unknown {
  if (field.kind === "date" && field.default === "today") return today;
  return field.kind === "date_time" && field.default === "now" ? new Date().toISOString() : field.default;
}

/** The values that a form starts from. */
export function startingValues(object: ObjectMeta, record: WireRecord | undefined, today: string, given: Values = {}): Values {
  if (record) return { ...record };
  const defaults = Object.values(object.fields).flatMap((field) => (field.default == null ? [] : [[field.name, defaultOf(field, today)]]));
  return { ...(Object.fromEntries(defaults) as Values), ...given };
}

/** A record's title as text, whatever kind its title field is. */
export function titleOf(object: ObjectMeta | undefined, record: Values | undefined): string {
  return object && record ? titleText(record[object.title]) : "";
}
