import { expect, test } from "vitest";
import { clashOf, entriesOf, swapped, withKeys, type Entry } from "@/ui/shortcuts/choosing";
import { commands } from "@/ui/shortcuts/commands";
import { readOwnKeys, usualKeys, type OwnKeys } from "@/ui/shortcuts/ownKeys";
import { refusalOf } from "@/ui/shortcuts/refusals";

const sources = Object.values(import.meta.glob<string>("../../src/**/*.{ts,tsx}", { query: "?raw", import: "default", eager: true }));

const entry = (id: string, own: OwnKeys = usualKeys) => entriesOf(own).find((each) => each.id === id) as Entry;
const newRecord = entry("records:keys.new");
const home = entry("app:keys.home");
const retail = { to: "/o/account?view=retail", title: "Retail", keys: "g r" };

test("every command that acts by keys stands in the list with them", () => {
  const used = sources.flatMap((text) => [...text.matchAll(/useShortcut\("([^"]+)", "([^"]+)"/g)].map(([, keys, label]) => `${label} ${keys}`));
  const listed = new Set(commands.map(({ label, keys }) => `${label} ${keys}`));
  expect(used.length).toBeGreaterThan(12);
  expect(used.filter((each) => !listed.has(each))).toEqual([]);
});

test("no two commands have the same usual keys in one place", () => {
  expect(entriesOf(usualKeys).filter((each) => clashOf(usualKeys, each, each.keys)).map(({ id }) => id)).toEqual([]);
});

test("damaged keys are left out and sound ones stay", () => {
  const changed = { "records:keys.new": "c", "app:keys.home": 7, "ui:keys.close": "q", "records:keys.filter": "mod+w", nobody: "y", "page:keys.edit": "" };
  const addresses = [retail, { to: "https://evil.example", title: "Evil", keys: "g e" }, { to: "/o/lead", title: "", keys: "l" }, "nonsense", null];
  expect(readOwnKeys({ changed, addresses })).toEqual({ changed: { "records:keys.new": "c", "page:keys.edit": "" }, addresses: [retail] });
  expect([undefined, null, "nonsense", 5, [], { changed: [], addresses: {} }].map(readOwnKeys)).toEqual(Array(6).fill(usualKeys));
});

test("keys of the browser, of text and of moving are refused with the reason", () => {
  expect(["mod+w", "mod+shift+t", "mod+3", "f5", "mod+c", "tab", "shift+enter", "g space"].map(refusalOf)).toEqual(["browser", "browser", "browser", "browser", "text", "moving", "moving", "moving"]);
  expect(["c", "g x", "mod+k", "mod+shift+z", "alt+n", "?"].map(refusalOf)).toEqual(Array(6).fill(undefined));
});

test("keys clash where both may act, and nowhere else", () => {
  expect(clashOf(usualKeys, newRecord, "e")?.id).toBe("records:keys.edit");
  expect(clashOf(usualKeys, newRecord, "j")).toBeUndefined();
  expect(clashOf(usualKeys, newRecord, "mod+k")?.id).toBe("app:keys.palette");
});

test("a single stroke clashes with a row that begins with it", () => {
  expect(clashOf(usualKeys, newRecord, "g")?.id).toBe("app:keys.home");
  expect(clashOf(usualKeys, home, "n h")?.id).toBe("records:keys.new");
});

test("swapped commands have each other's keys", () => {
  const own = swapped(usualKeys, newRecord, entry("records:keys.filter"), "/");
  expect(own.changed).toEqual({ "records:keys.new": "/", "records:keys.filter": "n" });
  expect(swapped(own, entry("records:keys.new", own), entry("records:keys.filter", own), "n")).toEqual(usualKeys);
});

test("an own page takes keys from a command, which is left without", () => {
  const page: Entry = { id: retail.to, title: retail.title, place: "own", keys: "", isFixed: false };
  const own = swapped(usualKeys, page, home, "g h");
  expect(own).toEqual({ changed: { "app:keys.home": "" }, addresses: [{ ...retail, keys: "g h" }] });
  expect(withKeys(own, entry(retail.to, own), "").addresses).toEqual([]);
});
