import type { FieldMeta, Filter, Meta, ObjectMeta, WireRecord } from "@/api/meta";

const leftOut = new Set(["formula", "lines", "json"]);
const system = new Set(["id", "version", "updated_at", "updated_by", "deleted_at"]);

/** The objects whose records belong to somebody and can be shared. */
export function shareableObjects(meta: Meta | undefined): ObjectMeta[] {
  return Object.values(meta?.objects ?? {}).filter((object) => object.is_owned && !object.parent);
}

function asked(field: FieldMeta): FieldMeta {
  return { ...field, operators: field.operators.filter((operator) => operator !== "within") };
}

/** The object with the fields that criteria may ask about: its own, and nothing that changes by itself. */
export function criteriaObject(object: ObjectMeta): ObjectMeta {
  const fields = Object.values(object.fields).filter((field) => !leftOut.has(field.kind) && !system.has(field.name));
  return { ...object, fields: Object.fromEntries(fields.map((field) => [field.name, asked(field)])) };
}

export function criteriaOf(rule: WireRecord): Filter {
  return typeof rule.criteria === "object" && rule.criteria !== null ? (rule.criteria as Filter) : {};
}

export interface Run {
  object: string;
  total: number;
  done: number;
  started_at: string;
  finished_at: string | null;
}
