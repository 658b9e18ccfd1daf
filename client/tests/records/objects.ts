import { fieldKinds, type FieldKind, type FieldMeta, type ObjectMeta, type WireRecord } from "@/api/meta";

const text = ["contains", "not_contains", "starts", "eq", "ne", "in", "is_set", "is_empty"];
const compare = ["eq", "ne", "lt", "le", "gt", "ge", "in", "is_set", "is_empty"];
const choice = ["eq", "ne", "in", "not_in", "is_set", "is_empty"];
const list = ["has", "has_any", "has_all", "has_none", "is_set", "is_empty"];

const operators: Partial<Record<FieldKind, string[]>> = {
  text, picklist: choice, reference: choice, number: compare, money: compare, tags: list, multi_picklist: list, date: [...compare, "within"],
};

/** A field with everything that the server tells of it. */
export function field(name: string, kind: FieldKind, more: Partial<FieldMeta> = {}): FieldMeta {
  return {
    name, kind, label: name, hint: null, required: false, unique: false, default: null, level: "edit", is_computed: false, is_custom: false,
    is_sortable: true, is_groupable: true, is_searchable: false, operators: operators[kind] ?? text, measures: [], result_kind: null,
    decimals: null, at_least: null, at_most: null, max_length: null, ...more,
  };
}

export function objectOf(fields: FieldMeta[], more: Partial<ObjectMeta> = {}): ObjectMeta {
  return {
    name: "planet", area: "space", label: "Planet", plural: "Planets", icon: null, title: "name", subtitle: null, is_custom: false, is_owned: true,
    is_setting: false, parent: null, has_timeline: true, key_facts: [], rights: ["read", "create", "edit", "delete"],
    groups: [{ name: "facts", label: "Facts", fields: fields.map((each) => each.name) }],
    left_out: [],
    fields: Object.fromEntries(fields.map((each) => [each.name, each])), related: [], views: [], actions: [], ...more,
  };
}

export const phase = field("phase", "picklist", {
  choices: [
    { key: "new", label: "New", colour: "blue" },
    { key: "full", label: "Full", colour: "green", is_final: true },
  ],
});

export const planet = objectOf([
  field("name", "text", { required: true }),
  phase,
  field("mass", "money", { measures: ["sum", "avg"], is_groupable: false }),
  field("found_on", "date"),
  field("star", "reference", { target: "planet" }),
]);

export function record(id: string, values: Record<string, unknown> = {}): WireRecord {
  return { id, version: 1, ...values };
}

export const everyKind: readonly FieldKind[] = fieldKinds;
