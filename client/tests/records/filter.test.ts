import { expect, test } from "vitest";
import type { Filter, Meta } from "@/api/meta";
import { askableFields, both, fieldAt, fromTopParts, isGroup, labelAt, newCondition, newGroup, readFilter, replaced, topParts, usualOperator, writeFilter } from "@/records/filter/tree";
import { field, objectOf, planet } from "./objects";

const red: Filter = { field: "phase", op: "eq", value: "new" };
const heavy: Filter = { field: "mass", op: "gt", value: "10" };
const named: Filter = { field: "name", op: "is_set" };

test.each<[string, Filter]>([
  ["nothing", {}],
  ["one condition", red],
  ["two that both hold", { and: [red, heavy] }],
  ["alternatives inside", { and: [red, { or: [heavy, named] }] }],
  ["a refusal", { not: red }],
  ["a refusal of alternatives", { and: [heavy, { not: { or: [red, named] } }] }],
  ["a refusal of a refusal", { not: { not: red } }],
])("a filter of %s is the same after it was opened and closed", (_name, filter) => {
  expect(writeFilter(readFilter(filter))).toEqual(filter);
});

test("what is not complete yet takes no part", () => {
  const root = newGroup("and", [newCondition(field("name", "text")), newGroup("or")]);
  expect(writeFilter(root)).toEqual({});
});

test("a comparison with nothing carries no value", () => {
  const root = readFilter({ field: "name", op: "is_empty", value: "left over" });
  expect(writeFilter(root)).toEqual({ field: "name", op: "is_empty" });
});

test("a part deep inside is replaced and removed by its key", () => {
  const root = readFilter({ and: [red, { or: [heavy, named] }] });
  const inner = root.parts.find(isGroup) ?? newGroup();
  const first = inner.parts[0]?.key ?? "";
  expect(writeFilter(replaced(root, first, null))).toEqual({ and: [red, named] });
  expect(writeFilter(replaced(root, inner.key, null))).toEqual(red);
});

test("chips stand for the parts that all must hold", () => {
  expect(topParts({ and: [red, heavy] })).toEqual([red, heavy]);
  expect(topParts({ or: [red, heavy] })).toEqual([{ or: [red, heavy] }]);
  expect(topParts({})).toEqual([]);
  expect([fromTopParts([]), fromTopParts([red]), fromTopParts([red, heavy])]).toEqual([{}, red, { and: [red, heavy] }]);
});

test("both of two filters hold, and an empty one adds nothing", () => {
  expect([both({}, red), both(red, {}), both(red, heavy)]).toEqual([red, red, { and: [red, heavy] }]);
});

test("one may ask for a part of an address or of a name", () => {
  const star = objectOf([field("name", "person_name", { label: "Name" }), field("place", "address", { label: "Place" })], { name: "star", label: "Star" });
  const meta = { objects: { star } } as unknown as Meta;
  const values = askableFields(meta, star).flatMap((group) => group.options.map((option) => option.value));
  expect(values).toEqual(["name", "name.family", "name.given", "place", ...["country", "province", "city", "district", "street", "postcode"].map((part) => `place.${part}`)]);
  expect([fieldAt(meta, star, "place.province")?.kind, fieldAt(meta, star, "place.planet")]).toEqual(["text", undefined]);
});

test("a new condition asks what is most likely meant", () => {
  expect([field("a", "text"), field("b", "date"), field("c", "picklist"), field("d", "tags"), field("e", "number")].map(usualOperator)).toEqual(["contains", "within", "in", "has_any", "in"]);
});

test("one may ask through a reference, but not for what is masked", () => {
  const moon = objectOf([field("name", "text"), field("secret", "text", { level: "masked" }), field("planet", "reference", { target: "planet", label: "Home" })], { name: "moon", label: "Moon" });
  const meta = { objects: { moon, planet } } as unknown as Meta;
  const values = askableFields(meta, moon).flatMap((group) => group.options.map((option) => option.value));
  expect(values).toContain("planet.phase");
  expect(values).not.toContain("secret");
  expect(labelAt(meta, moon, "planet.phase")).toBe("Home · phase");
});
