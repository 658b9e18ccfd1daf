import type { Filter, ObjectMeta, ViewMeta } from "@/api/meta";

export const viewKinds = ["table", "kanban", "calendar"] as const;

export type ViewKind = (typeof viewKinds)[number];

/** Everything that decides what a list shows. */
export interface ViewState {
  kind: ViewKind;
  columns: string[];
  sort: string[];
  filter: Filter;
  group: string | null;
  by: string | null;
  total: string | null;
  until: string | null;
}

export type Shared = "me" | "team" | "everyone";

/** A view that somebody keeps on the server. */
export interface SavedView extends ViewState {
  id: string;
  object: string;
  name: string;
  shared: Shared;
  is_mine: boolean;
}

/** A tab: a view that ships with the object, or a saved one. */
export interface Tab {
  /** As it stands in the address. */
  name: string;
  label: string;
  state: ViewState;
  saved: SavedView | null;
}

export const noFilter: Filter = {};

export function isNoFilter(filter: Filter): boolean {
  if (Object.keys(filter).length === 0) return true;
  return "and" in filter && Array.isArray(filter.and) && filter.and.length === 0;
}

const hiddenKinds = new Set(["long_text", "rich_text", "json", "lines"]);

/** The columns of an object for which nobody chose any: its title, its key facts, then what comes first. */
export function usualColumns(object: ObjectMeta): string[] {
  const facts = object.groups.filter((group) => group.name !== "system").flatMap((group) => group.fields);
  const wanted = [object.title, object.subtitle ?? "", ...object.key_facts, ...facts];
  const shown = wanted.filter((name) => object.fields[name] && !hiddenKinds.has(object.fields[name].kind));
  return [...new Set(shown)].slice(0, 7);
}

function known(object: ObjectMeta, names: readonly string[] | undefined): string[] {
  return (names ?? []).filter((name) => object.fields[name]);
}

function knownOne(object: ObjectMeta, name: string | null | undefined): string | null {
  return name && object.fields[name] ? name : null;
}

type Loose = Partial<Omit<ViewMeta, "kind" | "label" | "name">> & { kind?: string; group?: string | null };

/** Fills what a view leaves open and leaves out fields that the caller may not see. */
export function completeState(object: ObjectMeta, view: Loose): ViewState {
  const columns = known(object, view.columns);
  const kind = viewKinds.find((each) => each === view.kind) ?? "table";
  return {
    kind,
    columns: columns.length ? columns : usualColumns(object),
    sort: (view.sort ?? []).filter((each) => object.fields[each.replace(/^-/, "")]),
    filter: view.filter ?? noFilter,
    group: knownOne(object, view.group),
    by: knownOne(object, view.by) ?? usualBy(object, kind),
    total: knownOne(object, view.total),
    until: knownOne(object, view.until),
  };
}

/** The object's own view of a kind knows best how that kind is laid out. */
function usualView(object: ObjectMeta, kind: ViewKind): ViewMeta | undefined {
  return kind === "table" ? undefined : object.views.find((view) => view.kind === kind);
}

/** What a board or calendar is laid out by when nobody said. */
export function usualBy(object: ObjectMeta, kind: ViewKind): string | null {
  const own = knownOne(object, usualView(object, kind)?.by);
  if (own) return own;
  if (kind === "kanban") return boardFields(object)[0] ?? null;
  return kind === "calendar" ? (calendarFields(object)[0] ?? null) : null;
}

const groupableKinds = new Set(["picklist", "boolean", "reference", "rating", "text", "number", "date", "date_time"]);

const identity = new Set(["id", "version"]);

export function groupFields(object: ObjectMeta): string[] {
  return Object.values(object.fields)
    .filter((field) => field.is_groupable && field.level !== "masked" && groupableKinds.has(field.kind) && !field.unique && field.name !== object.title && !identity.has(field.name))
    .map((field) => field.name);
}

export function boardFields(object: ObjectMeta): string[] {
  const fields = Object.values(object.fields).filter((field) => field.is_groupable && field.level === "edit");
  const picklists = fields.filter((field) => field.kind === "picklist");
  const others = fields.filter((field) => field.kind === "reference" || field.kind === "boolean" || field.kind === "rating");
  return [...picklists, ...others].map((field) => field.name);
}

/** Dates that somebody may move come before those that only tell. */
export function calendarFields(object: ObjectMeta): string[] {
  const dates = Object.values(object.fields).filter((field) => ["date", "date_time"].includes(field.result_kind ?? field.kind) && field.level !== "masked");
  return dates.toSorted((one, other) => Number(other.level === "edit") - Number(one.level === "edit")).map((field) => field.name);
}

export function sumFields(object: ObjectMeta): string[] {
  return Object.values(object.fields).filter((field) => field.measures.includes("sum") && field.level !== "masked" && field.kind !== "percent").map((field) => field.name);
}

const parts = ["kind", "columns", "sort", "filter", "group", "by", "total", "until"] as const satisfies (keyof ViewState)[];

/** The parts in which a view differs from what it started from. */
export function changedParts(base: ViewState, now: ViewState): Partial<ViewState> {
  const changed = parts.filter((part) => JSON.stringify(base[part]) !== JSON.stringify(now[part]));
  return Object.fromEntries(changed.map((part) => [part, now[part]])) as Partial<ViewState>;
}

function texts(value: unknown): string[] | undefined {
  if (typeof value === "string") return value ? value.split(",") : [];
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : undefined;
}

function textOrNone(search: Search, name: string, otherwise: string | null): string | null {
  const value = search[name];
  if (typeof value !== "string") return otherwise;
  return value === "" ? null : value;
}

export type Search = Record<string, unknown>;

function filterIn(value: unknown, otherwise: Filter): Filter {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Filter) : otherwise;
}

/** What the address says, on the base of the tab that it names. */
export function stateFromSearch(object: ObjectMeta, base: ViewState, search: Search): ViewState {
  const kind = viewKinds.find((each) => each === search.kind) ?? base.kind;
  const usual = kind === base.kind ? undefined : usualView(object, kind);
  return completeState(object, {
    kind,
    columns: texts(search.columns) ?? usual?.columns ?? base.columns,
    sort: texts(search.sort) ?? base.sort,
    filter: filterIn(search.filter, base.filter),
    group: textOrNone(search, "group", base.group),
    by: textOrNone(search, "by", kind === base.kind ? base.by : null),
    total: textOrNone(search, "total", usual?.total ?? base.total),
    until: textOrNone(search, "until", usual?.until ?? base.until),
  });
}

/** How parts of a view stand in the address; undefined takes them out. */
export function searchFromState(state: Partial<ViewState>): Search {
  const written: Search = Object.fromEntries(parts.map((part) => [part, undefined]));
  for (const part of parts) {
    const value = state[part];
    if (value === undefined) continue;
    written[part] = value === null ? "" : Array.isArray(value) ? value.join(",") : value;
  }
  return written;
}
