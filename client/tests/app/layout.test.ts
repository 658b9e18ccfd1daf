import { expect, test } from "vitest";
import { bandsOf, isUsual, readLayout, usualCards, type HomeCard } from "@/app/home/layout";
import { viewPlaces } from "@/app/places/places";
import type { Meta } from "@/api/meta";
import type { SavedView } from "@/records/views/viewState";

test("who has chosen nothing, or whose choice is damaged, has the usual page", () => {
  for (const value of [undefined, null, "nonsense", 7, { cards: "many" }, []]) expect(isUsual(readLayout(value))).toBe(true);
});

test("sound cards stay, each once, and unknown ones are left out", () => {
  const view = { kind: "view", width: "wide", object: "account", view: "mine" };
  const cards = [{ kind: "tasks", width: "huge" }, view, view, { kind: "view", object: 5 }, { kind: "weather" }, null];
  expect(readLayout({ cards, start: { to: "//evil.example", title: "Evil" } })).toEqual({ cards: [{ kind: "tasks", width: "narrow" }, view], start: null });
});

test("an empty page is a choice too", () => {
  expect(readLayout({ cards: [] }).cards).toEqual([]);
});

test("the day begins where it was chosen to", () => {
  const start = { to: "/o/task?view=all", title: "Tasks" };
  expect(readLayout({ start }).start).toEqual(start);
  expect(readLayout({ start: { to: "/", title: "Home" } }).start).toBeNull();
});

test("wide and narrow cards stand in two columns, between those of the whole width", () => {
  const kinds = (cards: HomeCard[]) => cards.map(({ kind }) => kind);
  const shown = bandsOf([...usualCards, { kind: "changes", width: "whole" }, { kind: "favourites", width: "wide" }]);
  expect(shown.map(({ whole, wide, narrow }) => [whole?.kind, kinds(wide), kinds(narrow)])).toEqual([
    ["figures", [], []],
    [undefined, ["tasks"], ["pipeline", "recent"]],
    ["changes", [], []],
    [undefined, ["favourites"], []],
  ]);
});

test("every list that may be read is offered with its views and the saved ones", () => {
  const object = (name: string, more: object) => ({ name, plural: name, parent: null, is_setting: false, rights: ["read"], views: [], ...more });
  const objects = { account: object("account", { views: [{ name: "all", label: "All" }] }), line: object("line", { parent: "order" }), secret: object("secret", { rights: [] }) };
  const saved = [{ id: "1", object: "account", name: "Retail" }, { id: "2", object: "secret", name: "Hidden" }] as SavedView[];
  const places = viewPlaces({ objects } as unknown as Meta, saved);
  expect(places.map(({ to, title }) => [to, title])).toEqual([
    ["/o/account", "account"],
    ["/o/account?view=all", "account · All"],
    ["/o/account?view=1", "account · Retail"],
  ]);
});
