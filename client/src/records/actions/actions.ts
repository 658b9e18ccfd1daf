import { api } from "@/api/client";
import type { ActionMeta, FieldMeta, Meta, ObjectMeta, WireRecord } from "@/api/meta";
import { isEmpty } from "@/fields/values";
import type { Duplicate } from "../form/saving";
import { toWire, type Values } from "../form/values";

/** The name under which a verb is told what to do about records that are there already. */
const aboutDuplicates = "duplicates";

/** What the verb answers: what it made by object, and its change set. */
export type Done = Record<string, string | null>;

/** The verbs that this record is offered. */
export function offeredActions(object: ObjectMeta, record: WireRecord): ActionMeta[] {
  return object.actions.filter((action) => Object.entries(action.unless).every(([field, value]) => record[field] !== value));
}

/** What a person fills in: not the record itself, nor the answer to a question that may not arise. */
export function askedFields(object: ObjectMeta, action: ActionMeta): FieldMeta[] {
  return Object.values(action.takes).filter((field) => field.name !== object.name && field.name !== aboutDuplicates);
}

export function startingValues(fields: readonly FieldMeta[]): Values {
  return Object.fromEntries(fields.flatMap((field) => (field.default == null ? [] : [[field.name, field.default]])));
}

/** The field that would take a record which was found, so that it is used instead of a new one. */
export function takerOf(action: ActionMeta, found: Duplicate): FieldMeta | undefined {
  return Object.values(action.takes).find((field) => field.kind === "reference" && field.target === found.object);
}

export function mayMakeAnew(action: ActionMeta): boolean {
  return action.takes[aboutDuplicates]?.choices?.some((choice) => choice.key === "allow") ?? false;
}

/** What is typed as the server takes it; what is empty is left to the verb. */
export function wireValues(fields: readonly FieldMeta[], typed: Values): Values {
  const wired = fields.map((field) => [field.name, toWire(field, typed[field.name])] as const);
  return Object.fromEntries(wired.filter(([, value]) => !isEmpty(value)));
}

/** The record that the verb made last, which is where the work goes on. */
export function madeBy(done: Done, object: ObjectMeta, meta: Meta): { object: string; id: string } | null {
  const made = Object.entries(done).filter(([name, id]) => id !== null && name !== object.name && name in meta.objects);
  const [name, id] = made.at(-1) ?? [];
  return name && id ? { object: name, id } : null;
}

export async function act(action: ActionMeta, values: Values, idempotencyKey: string, anew: boolean): Promise<Done> {
  const body = anew ? { ...values, [aboutDuplicates]: "allow" } : values;
  return api.post<Done>(`/actions/${action.module}/${action.verb}`, body, { idempotencyKey });
}
