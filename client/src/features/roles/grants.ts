import type { Right } from "@/api/meta";

export const rights = ["read", "create", "edit", "delete", "assign", "bulk_edit", "import", "export", "see_deleted", "share", "purge"] as const satisfies readonly Right[];
export const scopes = ["none", "own", "team", "team_tree", "territory", "all"] as const;
export const levels = ["hidden", "masked", "reveal", "read", "edit"] as const;

export type Scope = (typeof scopes)[number];
export type Level = (typeof levels)[number];

/** What a role may do with one object. */
export interface Grant {
  rights: Right[];
  read: Scope;
  edit: Scope;
  /** Fields with less than "edit". */
  fields: Record<string, Level>;
}

/** By object; "*" stands for every object that is not named. */
export type Grants = Record<string, Grant>;

export const nothing: Grant = { rights: [], read: "none", edit: "none", fields: {} };

function oneOf<T>(choices: readonly T[], value: unknown, otherwise: T): T {
  return choices.find((choice) => choice === value) ?? otherwise;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function readGrant(value: unknown): Grant {
  if (!isRecord(value)) return nothing;
  const given: unknown[] = Array.isArray(value.rights) ? value.rights : [];
  const fields = isRecord(value.fields) ? value.fields : {};
  return {
    rights: rights.filter((right) => given.includes(right)),
    read: oneOf(scopes, value.read, "none"),
    edit: oneOf(scopes, value.edit, "none"),
    fields: Object.fromEntries(Object.entries(fields).map(([name, level]) => [name, oneOf(levels, level, "edit")])),
  };
}

/** Reads the grants of a role, whatever stands in them. */
export function readGrants(value: unknown): Grants {
  if (!isRecord(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([object, grant]) => [object, readGrant(grant)]));
}

/** What holds for an object: its own grant, else that for every object. */
export function grantFor(grants: Grants, object: string): Grant {
  return grants[object] ?? grants["*"] ?? nothing;
}

/** The rights without which one is of no use. */
function restsOn(right: Right): Right[] {
  return right === "purge" ? ["read", "see_deleted"] : right === "read" ? [] : ["read"];
}

/**
 * A right given or taken, with those that it rests on and those that rest on it; all go without reading.
 * A reach of "none" is widened only where the right that it belongs to is new: "none" means what is shared alone.
 */
export function withRight(grant: Grant, right: Right, isGiven: boolean): Grant {
  const wanted = new Set<Right>(grant.rights);
  if (isGiven) for (const each of [right, ...restsOn(right)]) wanted.add(each);
  else for (const each of rights) if (each === right || restsOn(each).includes(right)) wanted.delete(each);
  if (!wanted.has("read")) return { ...grant, rights: [], read: "none", edit: "none" };
  const kept = rights.filter((each) => wanted.has(each));
  const isNew = (name: Right) => kept.includes(name) && !grant.rights.includes(name);
  const read = isNew("read") && grant.read === "none" ? "all" : grant.read;
  const edit = isNew("edit") && grant.edit === "none" ? "own" : grant.edit;
  return { ...grant, rights: kept, read, edit };
}

export function withLevel(grant: Grant, field: string, level: Level): Grant {
  const others = Object.entries(grant.fields).filter(([name]) => name !== field);
  return { ...grant, fields: Object.fromEntries(level === "edit" ? others : [...others, [field, level]]) };
}

/** Grants with the levels of the fields of owned lines; all else of theirs follows the record that they live with. */
export function withLineLevel(grants: Grants, parent: string, lines: string, fields: Grant["fields"]): Grants {
  const isOpen = Object.keys(fields).length === 0 && Object.keys(grantFor(grants, "*").fields).length === 0;
  return withGrant(grants, lines, isOpen ? null : { ...grantFor(grants, parent), fields });
}

/** Grants with one object's changed; without a grant the rule for every object holds again. */
export function withGrant(grants: Grants, object: string, grant: Grant | null): Grants {
  const others = Object.entries(grants).filter(([name]) => name !== object);
  return Object.fromEntries(grant ? [...others, [object, grant]] : others);
}
