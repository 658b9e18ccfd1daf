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

export type RuleKind = "sharing_rule" | "territory";

/** Beside name, object and criteria, what is told of each kind. */
export const ruleFields: Record<RuleKind, readonly string[]> = {
  sharing_rule: ["people", "teams", "with_below", "roles", "level", "until", "is_active", "description"],
  territory: ["parent", "people", "teams", "is_active", "description"],
};

export const ruleTexts: Record<RuleKind, { title: string; add: string; new: string; empty: string; emptyText: string; hint: string }> = {
  sharing_rule: { title: "sharing:rules.title", add: "sharing:rules.add", new: "sharing:rules.new", empty: "sharing:rules.empty", emptyText: "sharing:rules.emptyText", hint: "sharing:rules.criteriaHint" },
  territory: { title: "sharing:territories.title", add: "sharing:territories.add", new: "sharing:territories.new", empty: "sharing:territories.empty", emptyText: "sharing:territories.emptyText", hint: "sharing:territories.criteriaHint" },
};

export interface Run {
  object: string;
  total: number;
  done: number;
  started_at: string;
  finished_at: string | null;
}
