import type { FieldMeta, Meta, ObjectMeta, WireRecord } from "@/api/meta";

export const logKinds = ["call", "mail", "visit", "note", "task"] as const;

export type LogKind = (typeof logKinds)[number];

/** How one kind of entry is written down for the record that is shown. */
export interface LogPlan {
  kind: LogKind;
  object: ObjectMeta;
  /** What the entry starts with: the reference back and the channel. */
  given: Record<string, unknown>;
  /** The few fields that the quick form asks for. */
  fields: FieldMeta[];
}

const objectOf: Record<LogKind, string> = { call: "interaction", mail: "interaction", visit: "interaction", note: "note", task: "task" };

const channelWords: Partial<Record<LogKind, readonly string[]>> = {
  call: ["call", "phone", "telephone"],
  mail: ["email", "mail", "e_mail"],
  visit: ["visit", "meeting", "on_site"],
};

/** The picklist and its value that say that an entry came by this channel. */
function channelOf(kind: LogKind, object: ObjectMeta): Record<string, unknown> | null {
  const words = channelWords[kind];
  if (!words) return {};
  for (const field of Object.values(object.fields)) {
    if (field.kind !== "picklist" || field.level !== "edit") continue;
    const choice = words.map((word) => field.choices?.find((each) => each.key === word)).find(Boolean);
    if (choice) return { [field.name]: choice.key };
  }
  return null;
}

const askedKinds = new Set(["text", "long_text", "rich_text", "date", "date_time"]);
const proseKinds = new Set(["long_text", "rich_text"]);
const dayKinds = new Set(["date", "date_time"]);

/** Of several days the one that matters is among the object's key facts. */
function dayField(object: ObjectMeta, fields: readonly FieldMeta[]): FieldMeta[] {
  const days = fields.filter((field) => dayKinds.has(field.kind));
  const chosen = days.find((field) => object.key_facts.includes(field.name)) ?? days.at(-1);
  return chosen ? [chosen] : [];
}

function askedFields(kind: LogKind, object: ObjectMeta): FieldMeta[] {
  const editable = Object.values(object.fields).filter((field) => field.level === "edit" && !field.is_computed);
  const asked = editable.filter((field) => askedKinds.has(field.kind));
  const title = asked.filter((field) => field.name === object.title);
  const prose = asked.filter((field) => proseKinds.has(field.kind) && field.name !== object.title).slice(0, 1);
  const needed = asked.filter((field) => field.required && field.default === null);
  const last = kind === "task" ? dayField(object, asked) : prose;
  return [...new Set([...title, ...last, ...needed])];
}

/** When something happened is now, until the person says otherwise. */
function presentMoments(object: ObjectMeta): Record<string, unknown> {
  const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
  const needed = Object.values(object.fields).filter((field) => field.kind === "date_time" && field.required && field.level === "edit");
  return Object.fromEntries(needed.map((field) => [field.name, now]));
}

/** Who owns the record says nothing about who owns its entries. */
const ownership = new Set(["owner", "team", "created_by", "updated_by"]);

/** What the record refers to, its entries refer to as well: a contact's call belongs to his account too. */
function carriedReferences(target: ObjectMeta, object: ObjectMeta, record: WireRecord): Record<string, unknown> {
  const shared = Object.values(target.fields).filter((field) => {
    const own = object.fields[field.name];
    return field.kind === "reference" && !ownership.has(field.name) && own?.kind === "reference" && own.target === field.target;
  });
  return Object.fromEntries(shared.flatMap((field) => (record[field.name] ? [[field.name, record[field.name]]] : [])));
}

/** What of call, mail, visit, note and task can be written down here: its object exists and refers to this one. */
export function logPlans(meta: Meta, object: ObjectMeta, record: WireRecord, title: string): LogPlan[] {
  return logKinds.flatMap((kind) => {
    const target = meta.objects[objectOf[kind]];
    const link = object.related.find((related) => related.object === objectOf[kind]);
    if (!target || !link || !target.rights.includes("create") || target.name === object.name) return [];
    const channel = channelOf(kind, target);
    if (channel === null) return [];
    const self = { id: record.id, title };
    const back = { [link.field]: link.kind === "multi_reference" ? [self] : self };
    const given = { ...presentMoments(target), ...carriedReferences(target, object, record), ...back, ...channel };
    return [{ kind, object: target, given, fields: askedFields(kind, target) }];
  });
}
