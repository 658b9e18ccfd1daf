import type { ObjectMeta } from "@/api/meta";
import { moved, type Labels } from "./shape";

export const everyone = "everyone";
/** The place of fields that the page does without; no group goes by this key. */
export const leftOut = "left out";

export interface LayoutGroup {
  key: string;
  labels: Labels;
  fields: string[];
}

export interface KeptLayout {
  role: string;
  groups: LayoutGroup[];
  left_out: string[];
  head: string[] | null;
  related: string[];
  related_left_out: string[];
}

export interface Layouts {
  usual: { groups: LayoutGroup[]; head: string[] };
  layouts: KeptLayout[];
}

/** A whole page while it is arranged: every field has a place. */
export interface Arrangement {
  groups: LayoutGroup[];
  left_out: string[];
  head: string[];
  related: { name: string; isShown: boolean }[];
}

function known(object: ObjectMeta, names: readonly string[]): string[] {
  return names.filter((name) => name in object.fields);
}

/** The arrangement that somebody with this role sees: its own, else everyone's, else the usual one. */
export function arrangementOf(object: ObjectMeta, { usual, layouts }: Layouts, role: string): Arrangement {
  const kept = layouts.find((each) => each.role === role) ?? layouts.find((each) => each.role === everyone);
  const groups = (kept?.groups ?? []).map((group) => ({ ...group, fields: known(object, group.fields) }));
  const left = known(object, kept?.left_out ?? []);
  const placed = new Set([...left, ...groups.flatMap((group) => group.fields)]);
  for (const group of usual.groups) {
    const fields = known(object, group.fields).filter((name) => !placed.has(name));
    const there = groups.find((each) => each.key === group.key);
    if (there) there.fields.push(...fields);
    else if (fields.length > 0 || !kept) groups.push({ ...group, fields });
  }
  const lists = object.related.map((each) => `${each.object}.${each.field}`);
  const order = [...new Set([...(kept?.related ?? []).filter((name) => lists.includes(name)), ...lists])];
  return {
    groups,
    left_out: left,
    head: known(object, kept?.head ?? usual.head),
    related: order.map((name) => ({ name, isShown: !kept?.related_left_out.includes(name) })),
  };
}

/** Where a field stands: the key of its group, or `leftOut`. */
export function placeOf({ groups, left_out: left }: Arrangement, name: string): string | undefined {
  return left.includes(name) ? leftOut : groups.find((group) => group.fields.includes(name))?.key;
}

export function fieldsAt(arrangement: Arrangement, place: string): string[] {
  return place === leftOut ? arrangement.left_out : (arrangement.groups.find((group) => group.key === place)?.fields ?? []);
}

/** A field at a new place; without a number it stands last there. */
export function put(arrangement: Arrangement, name: string, place: string, at?: number): Arrangement {
  const without = (names: readonly string[]) => names.filter((each) => each !== name);
  const within = (names: readonly string[]) => {
    const rest = without(names);
    return rest.toSpliced(at ?? rest.length, 0, name);
  };
  return {
    ...arrangement,
    left_out: place === leftOut ? within(arrangement.left_out) : without(arrangement.left_out),
    groups: arrangement.groups.map((group) => ({ ...group, fields: group.key === place ? within(group.fields) : without(group.fields) })),
  };
}

/** A group goes; its fields stand at the end of the one before or behind it. The last one stays. */
export function withoutGroup(arrangement: Arrangement, place: number): Arrangement {
  const gone = arrangement.groups[place];
  const heir = place > 0 ? place - 1 : 1;
  if (!gone || arrangement.groups.length < 2) return arrangement;
  const groups = arrangement.groups.map((group, at) => (at === heir ? { ...group, fields: [...group.fields, ...gone.fields] } : group));
  return { ...arrangement, groups: groups.filter((_, at) => at !== place) };
}

export function withGroup(arrangement: Arrangement): Arrangement {
  const taken = new Set(arrangement.groups.map((group) => group.key));
  let number = taken.size + 1;
  while (taken.has(`group_${number}`)) number += 1;
  return { ...arrangement, groups: [...arrangement.groups, { key: `group_${number}`, labels: {}, fields: [] }] };
}

export function withGroupAt(arrangement: Arrangement, from: number, to: number): Arrangement {
  return { ...arrangement, groups: moved(arrangement.groups, from, to) };
}

/** Without the field there is no new record, so that no layout leaves it out. */
export function isNeeded(object: ObjectMeta, name: string): boolean {
  const field = object.fields[name];
  return field !== undefined && field.required && field.default === null && !field.is_computed;
}

/** What is sent. */
export function layoutBody({ groups, left_out, head, related }: Arrangement) {
  return { groups, left_out, head, related: related.map(({ name }) => name), related_left_out: related.filter(({ isShown }) => !isShown).map(({ name }) => name) };
}
