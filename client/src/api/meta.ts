export const fieldKinds = [
  "text", "long_text", "rich_text", "number", "decimal", "percent", "money", "boolean", "date", "date_time", "duration",
  "picklist", "multi_picklist", "tags", "email", "phone", "url", "address", "person_name", "identity_number", "location",
  "reference", "multi_reference", "rating", "json", "auto_number", "formula", "roll_up", "lines",
] as const;

export type FieldKind = (typeof fieldKinds)[number];

export type Right = "read" | "create" | "edit" | "delete" | "export" | "import" | "bulk_edit" | "see_deleted" | "assign" | "share" | "purge";

export interface Choice {
  key: string;
  label: string;
  colour: string | null;
  is_final?: boolean;
  /** What a Chinese label is found by: its pinyin and initials. */
  sounds?: string;
  /** The heading under which a known tag stands. */
  group?: string | null;
}

/** What the caller may do with a field; the server names no other. */
export type FieldLevel = "read" | "edit" | "masked";

export interface FieldMeta {
  name: string;
  kind: FieldKind;
  label: string;
  hint: string | null;
  required: boolean;
  unique: boolean;
  default: unknown;
  level: FieldLevel;
  /** Whether the caller may look behind the mask, for a reason. */
  may_reveal?: boolean;
  is_computed: boolean;
  is_custom: boolean;
  is_encrypted?: boolean;
  is_sortable: boolean;
  is_groupable: boolean;
  is_searchable: boolean;
  operators: string[];
  measures: string[];
  /** What a formula or roll-up looks like. */
  result_kind: FieldKind | null;
  decimals: number | null;
  at_least: string | number | null;
  at_most: string | number | null;
  max_length: number | null;
  choices?: Choice[];
  /** Of tags and of what may be revealed: the object. */
  object?: string;
  /** Of tags: the headings of known tags, and whether no others are taken. */
  tag_groups?: { key: string; label: string }[];
  only_known?: boolean;
  target?: string | null;
  lines?: string | null;
  numbering?: string | null;
  formula?: string | null;
}

export interface ViewMeta {
  name: string;
  label: string;
  kind: "table" | "kanban" | "calendar";
  columns: string[];
  sort: string[];
  filter: Filter;
  by: string | null;
  total: string | null;
  until: string | null;
}

export interface RelatedMeta {
  object: string;
  field: string;
  label: string;
  kind: string;
  /** Whether the caller's layout shows the list. */
  is_shown?: boolean;
}

/** What a module does with a record on demand, beyond writing it. */
export interface ActionMeta {
  module: string;
  verb: string;
  label: string;
  /** A record that has one of these values is not offered it. */
  unless: Record<string, string>;
  takes: Record<string, FieldMeta>;
}

export interface ObjectMeta {
  name: string;
  area: string;
  label: string;
  plural: string;
  icon: string | null;
  title: string;
  subtitle: string | null;
  is_custom: boolean;
  is_owned: boolean;
  is_setting: boolean;
  parent: string | null;
  has_timeline: boolean;
  key_facts: string[];
  rights: Right[];
  groups: { name: string; label: string; fields: string[] }[];
  /** Fields that the caller's layout does without; he may read them all the same. */
  left_out: string[];
  fields: Record<string, FieldMeta>;
  related: RelatedMeta[];
  views: ViewMeta[];
  actions: ActionMeta[];
}

export interface Meta {
  version: number;
  areas: { name: string; label: string }[];
  currencies: string[];
  company: { currency: string; time_zone: string };
  objects: Record<string, ObjectMeta>;
}

export type Filter =
  | Record<string, never>
  | { and: Filter[] }
  | { or: Filter[] }
  | { not: Filter }
  | { field: string; op: string; value?: unknown };

export interface MoneyValue {
  amount: string;
  currency: string;
}

export interface ReferenceValue {
  id: string;
  title: string | null;
  /** It lies in the recycle bin, where the reader may see it. */
  deleted?: boolean;
}

/** A record as it comes over the wire; which fields it has, the meta tells. */
export interface WireRecord {
  id: string;
  version: number;
  /** False where only reading is allowed, although the object's rights allow more elsewhere. */
  can_edit?: boolean;
  [field: string]: unknown;
}

export interface RecordPage {
  records: WireRecord[];
  next_cursor: string | null;
  total: number | null;
  total_is_exact?: boolean;
}

export interface RecordLink {
  object: string;
  id: string;
  title: string | null;
}

export interface SearchHit extends RecordLink {
  subtitle: string | null;
  /** What it is known by beside its name, such as a person's company. */
  belongs_to: string | null;
  matched: { field: string; label: string; text: string; tags?: string[] }[];
}

export interface Aggregate {
  groups: { keys: (string | null)[]; titles?: Record<string, string>; values: (string | number | null)[] }[];
}
