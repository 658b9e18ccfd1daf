import { commands, type ShortcutPlace } from "./commands";
import type { OwnKeys } from "./ownKeys";

/** A line of the list of keys: a command of the product, or a page with keys of its own. */
export interface Entry {
  /** The label of a command or the address of a page. */
  id: string;
  /** The title of a page; a command is called by its label. */
  title?: string;
  place: ShortcutPlace | "own";
  keys: string;
  usual?: string;
  isFixed: boolean;
}

/** All commands and own pages with the keys that they have for this person. */
export function entriesOf(own: OwnKeys): Entry[] {
  const known = commands.map(({ label, place, keys, isFixed = false }): Entry => ({ id: label, place, keys: own.changed[label] ?? keys, usual: keys, isFixed }));
  return [...known, ...own.addresses.map(({ to, title, keys }): Entry => ({ id: to, title, place: "own", keys, isFixed: false }))];
}

const within: Partial<Record<Entry["place"], readonly Entry["place"][]>> = { records: ["list", "board", "calendar"] };

/** Whether what acts in one place can also act in the other. */
function meet(one: Entry["place"], other: Entry["place"]): boolean {
  const areWide = [one, other].some((place) => place === "everywhere" || place === "own");
  return areWide || one === other || (within[one]?.includes(other) ?? false) || (within[other]?.includes(one) ?? false);
}

/** A stroke that means something alone hides every longer row of strokes that begins with it. */
function areAlike(one: string, other: string): boolean {
  return one !== "" && other !== "" && (one === other || one.startsWith(`${other} `) || other.startsWith(`${one} `));
}

/** What already has these keys where the entry acts. */
export function clashOf(own: OwnKeys, entry: Pick<Entry, "id" | "place">, keys: string): Entry | undefined {
  return entriesOf(own).find((other) => other.id !== entry.id && meet(entry.place, other.place) && areAlike(keys, other.keys));
}

function withoutUsual(changed: OwnKeys["changed"]): OwnKeys["changed"] {
  const usual = new Map(commands.map(({ label, keys }) => [label, keys]));
  return Object.fromEntries(Object.entries(changed).filter(([label, keys]) => usual.get(label) !== keys));
}

/** The keys with those of one entry changed; an own page without keys is none, and one that is not there yet is added. */
export function withKeys(own: OwnKeys, { id, place, title = "" }: Pick<Entry, "id" | "place" | "title">, keys: string): OwnKeys {
  if (place !== "own") return { ...own, changed: withoutUsual({ ...own.changed, [id]: keys }) };
  const known = own.addresses.some(({ to }) => to === id) ? own.addresses : [...own.addresses, { to: id, title, keys }];
  const addresses = known.map((address) => (address.to === id ? { ...address, keys } : address));
  return { ...own, addresses: addresses.filter((address) => address.keys !== "") };
}

/** The keys with those of two entries changed for one another; the other gets what is free of clashes, or none. */
export function swapped(own: OwnKeys, entry: Entry, other: Entry, keys: string): OwnKeys {
  const given = withKeys(withKeys(own, other, ""), entry, keys);
  return withKeys(given, other, clashOf(given, other, entry.keys) ? "" : entry.keys);
}
