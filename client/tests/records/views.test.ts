import { expect, test } from "vitest";
import { boardFields, calendarFields, changedParts, completeState, groupFields, searchFromState, stateFromSearch, sumFields, usualColumns, type ViewState } from "@/records/views/viewState";
import { directionOf, toggledSort } from "@/records/list/sorting";
import { inSentence } from "@/ui/format/words";
import { field, objectOf, planet } from "./objects";

const base = completeState(planet, { columns: ["name", "phase"], sort: ["-mass"] });

const elsewhere: ViewState = {
  kind: "kanban",
  columns: ["name", "mass", "star"],
  sort: ["name", "-found_on"],
  filter: { and: [{ field: "phase", op: "in", value: ["new", "full"] }] },
  group: "star",
  by: "phase",
  total: "mass",
  until: "found_on",
};

test("the address carries a whole view there and back", () => {
  const address = JSON.parse(JSON.stringify(searchFromState(elsewhere))) as Record<string, unknown>;
  expect(stateFromSearch(planet, base, address)).toEqual(elsewhere);
});

test("the address holds only what differs from the tab", () => {
  const written = searchFromState(changedParts(base, { ...base, group: "phase" }));
  expect(Object.entries(written).filter(([, value]) => value !== undefined)).toEqual([["group", "phase"]]);
});

test("what a tab sets can be taken away in the address", () => {
  const grouped = { ...base, group: "phase" };
  const address = searchFromState(changedParts(grouped, base));
  expect(stateFromSearch(planet, grouped, address).group).toBeNull();
});

test("an address with fields that are not there shows the rest", () => {
  const state = stateFromSearch(planet, base, { columns: "name,gone", sort: "-gone,name", group: "gone", filter: "nonsense" });
  expect(state).toMatchObject({ columns: ["name"], sort: ["name"], group: null, filter: {} });
});

test("another layout gets a field of its own to be laid out by", () => {
  expect(stateFromSearch(planet, base, { kind: "kanban" }).by).toBe("phase");
  expect(stateFromSearch(planet, base, { kind: "calendar" }).by).toBe("found_on");
});

test("columns that nobody chose are the title, then the key facts, without long texts", () => {
  const object = objectOf([field("essay", "long_text"), field("other", "text"), field("name", "text"), field("fact", "text")], { key_facts: ["fact"] });
  expect(usualColumns(object)).toEqual(["name", "fact", "other"]);
});

test("boards take picklists first and never what one may only read", () => {
  const object = objectOf([field("star", "reference", { target: "planet" }), field("phase", "picklist"), field("locked", "picklist", { level: "read" }), field("name", "text")]);
  expect(boardFields(object)).toEqual(["phase", "star"]);
});

test("dates that can be moved come first on a calendar", () => {
  const object = objectOf([field("created_at", "date_time", { level: "read" }), field("due_on", "date"), field("next_on", "formula", { result_kind: "date", level: "read" })]);
  expect(calendarFields(object)).toEqual(["due_on", "created_at", "next_on"]);
});

test("one does not group by the title or by what is unique", () => {
  const object = objectOf([field("name", "text"), field("code", "text", { unique: true }), field("phase", "picklist"), field("id", "reference")]);
  expect(groupFields(object)).toEqual(["phase"]);
});

test("percentages are not summed", () => {
  const object = objectOf([field("mass", "money", { measures: ["sum"] }), field("chance", "percent", { measures: ["sum", "avg"] })]);
  expect(sumFields(object)).toEqual(["mass"]);
});

test("a column sorts up, then down, then not at all", () => {
  const first = toggledSort(["-mass"], "name", false);
  const second = toggledSort(first, "name", false);
  expect([first, second, toggledSort(second, "name", false)]).toEqual([["name"], ["-name"], []]);
  expect(directionOf(second, "name")).toBe("down");
});

test("with Shift a column sorts beside the others", () => {
  expect(toggledSort(["-mass"], "name", true)).toEqual(["-mass", "name"]);
  expect(toggledSort(["-mass", "name"], "mass", true)).toEqual(["name"]);
});

test("labels are small inside a sentence, acronyms stay", () => {
  expect(["Accounts", "RMA", "Price Book", "客户"].map(inSentence)).toEqual(["accounts", "RMA", "price book", "客户"]);
});
