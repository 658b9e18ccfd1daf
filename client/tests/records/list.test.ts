import { QueryClient } from "@tanstack/react-query";
import { beforeAll, expect, test } from "vitest";
import { keys } from "@/api/queries";
import { startTranslation, translate } from "@/i18n";
import { changeInLists } from "@/records/list/cached";
import type { Item } from "@/records/list/items";
import { orderSections, sectionFilter } from "@/records/list/sections";
import { movedCursor } from "@/records/list/useCursor";
import { measuresOf } from "@/records/list/useRecords";
import { filterOf } from "@/records/list/bulk";
import { makeFormat } from "@/ui/format/FormatContext";
import { field, objectOf, phase, record } from "./objects";

beforeAll(() => startTranslation("en"));

const wording = { t: translate as never, format: makeFormat({ language: "en", timeZone: "UTC", currency: "CNY" }) };
const items: Item[] = [
  ...["a", "b", "c"].map((id): Item => ({ kind: "record", key: id, record: record(id) })),
  { kind: "waiting", key: "w" },
];

test("the cursor stops at the first line and before lines that wait", () => {
  expect(movedCursor({ row: 0, column: null }, "ArrowUp", items, 3)?.row).toBe(0);
  expect(movedCursor({ row: 2, column: null }, "ArrowDown", items, 3)?.row).toBe(2);
  expect(movedCursor({ row: 0, column: null }, "End", items, 3)?.row).toBe(2);
  expect(movedCursor({ row: 0, column: null }, "PageDown", items, 3)?.row).toBe(2);
});

test("the cursor goes into the cells and back to the whole row", () => {
  const inside = movedCursor({ row: 1, column: null }, "ArrowRight", items, 2);
  expect(inside).toEqual({ row: 1, column: 0 });
  expect(movedCursor({ row: 1, column: 1 }, "ArrowRight", items, 2)?.column).toBe(1);
  expect(movedCursor({ row: 1, column: 0 }, "ArrowLeft", items, 2)?.column).toBeNull();
  expect(movedCursor({ row: 1, column: null }, "ArrowLeft", items, 2)).toBeNull();
});

test("keys that do not move leave the cursor alone", () => {
  expect(movedCursor({ row: 1, column: null }, "e", items, 2)).toBeNull();
});

test("sections follow the order of the choices, empty ones stay, what has none comes last", () => {
  const groups = [{ keys: [null], values: [1] }, { keys: ["full"], values: [4] }, { keys: ["gone"], values: [2] }];
  const sections = orderSections(phase, groups, [], wording);
  expect(sections.map(({ key, count, title }) => [key, count, title])).toEqual([["new", 0, "New"], ["full", 4, "Full"], ["gone", 2, "gone"], [null, 1, "No phase"]]);
});

test("months come newest first and by their names", () => {
  const groups = [{ keys: ["2026-01-01"], values: [1] }, { keys: ["2026-03-01"], values: [1] }];
  expect(orderSections(field("on", "date"), groups, [], wording).map((section) => section.title)).toEqual(["March 2026", "January 2026"]);
});

test("references are ordered by how many they have, by the titles that came along", () => {
  const groups = [{ keys: ["1"], titles: { "0": "Few" }, values: [1] }, { keys: ["2"], titles: { "0": "Many" }, values: [9] }];
  expect(orderSections(field("star", "reference", { target: "planet" }), groups, [], wording).map((section) => section.title)).toEqual(["Many", "Few"]);
});

test("a section's filter finds just its records", () => {
  expect(sectionFilter(phase, null)).toEqual({ field: "phase", op: "is_empty" });
  expect(sectionFilter(phase, "new")).toEqual({ field: "phase", op: "eq", value: "new" });
  expect(sectionFilter(field("is_big", "boolean"), "true")).toEqual({ field: "is_big", op: "eq", value: true });
  expect(sectionFilter(field("on", "date"), "2026-12-01")).toEqual({
    and: [{ field: "on", op: "ge", value: "2026-12-01" }, { field: "on", op: "lt", value: "2027-01-01" }],
  });
});

test("columns are summed where a sum has a meaning, averaged where only that has one", () => {
  const object = objectOf([
    field("mass", "money", { measures: ["sum", "avg"] }),
    field("chance", "percent", { measures: ["sum", "avg"] }),
    field("secret", "money", { measures: ["sum"], level: "masked" }),
    field("name", "text"),
  ]);
  expect(measuresOf(object, ["name", "mass", "chance", "secret", null, "mass"])).toEqual([{ function: "sum", field: "mass" }, { function: "avg", field: "chance" }]);
});

test("a change is seen in every list at once and can be put back", () => {
  const client = new QueryClient();
  const [paged, plain, other] = [keys.list("planet", 1), keys.list("planet", 2), keys.list("moon", 1)];
  client.setQueryData(paged, { pages: [{ records: [record("a", { name: "A" }), record("b", { name: "B" })] }], pageParams: [null] });
  client.setQueryData(plain, { records: [record("a", { name: "A" })] });
  client.setQueryData(other, { records: [record("a", { name: "A" })] });
  const putBack = changeInLists(client, "planet", new Set(["a"]), { name: "Z" });
  const names = (key: readonly unknown[]) => JSON.stringify(client.getQueryData(key)).match(/"name":"(\w)"/g);
  expect([names(paged), names(plain), names(other)]).toEqual([['"name":"Z"', '"name":"B"'], ['"name":"Z"'], ['"name":"A"']]);
  putBack();
  expect(names(paged)).toEqual(['"name":"A"', '"name":"B"']);
});

test("a selection goes to the exporter as a filter", () => {
  expect(filterOf({ ids: ["a", "b"] })).toEqual({ field: "id", op: "in", value: ["a", "b"] });
  expect(filterOf({ filter: {} })).toEqual({});
});

