import { expect, test } from "vitest";
import { arrangementOf, fieldsAt, isNeeded, layoutBody, leftOut, placeOf, put, withGroup, withoutGroup, type Layouts } from "@/features/shape/layout";
import { formGroups } from "@/records/form/values";
import { field, objectOf } from "../records/objects";

const planet = objectOf([field("name", "text", { required: true }), field("mass", "number"), field("moons", "number"), field("new", "text")], {
  related: [{ object: "moon", field: "planet", label: "Moons", kind: "reference" }],
});
const usual = { groups: [{ key: "facts", labels: { en: "Facts" }, fields: ["name", "mass", "moons", "new"] }], head: ["mass"] };
const everyones = { role: "everyone", groups: [{ key: "top", labels: {}, fields: ["mass", "gone"] }], left_out: ["moons"], head: null, related: [], related_left_out: ["moon.planet"] };
const layouts: Layouts = { usual, layouts: [everyones] };

test("a new field stands at the end of its group, a dropped one nowhere", () => {
  const found = arrangementOf(planet, layouts, "pilot");
  expect(found.groups.map(({ key, fields }) => [key, fields])).toEqual([["top", ["mass"]], ["facts", ["name", "new"]]]);
  expect([found.left_out, found.head, found.related]).toEqual([["moons"], ["mass"], [{ name: "moon.planet", isShown: false }]]);
});

test("a role without a layout of its own begins with everyone's, and everyone with the usual one", () => {
  const own = { ...everyones, role: "pilot", left_out: ["new"] };
  expect(arrangementOf(planet, { usual, layouts: [everyones, own] }, "pilot").left_out).toEqual(["new"]);
  expect(arrangementOf(planet, { usual, layouts: [own] }, "cook").groups).toEqual(usual.groups);
});

test("a field goes to a place of another group and stands nowhere else", () => {
  const found = put(arrangementOf(planet, layouts, "pilot"), "mass", "facts", 1);
  expect(fieldsAt(found, "facts")).toEqual(["name", "mass", "new"]);
  expect(fieldsAt(found, "top")).toEqual([]);
  expect(placeOf(put(found, "mass", leftOut), "mass")).toBe(leftOut);
});

test("a group that goes leaves its fields to its neighbour", () => {
  const found = arrangementOf(planet, layouts, "pilot");
  expect(withoutGroup(found, 0).groups).toEqual([{ ...usual.groups[0], fields: ["name", "new", "mass"] }]);
  expect(withGroup(found).groups.at(-1)).toEqual({ key: "group_3", labels: {}, fields: [] });
});

test("what is sent names every list and those that are not shown", () => {
  expect(layoutBody(arrangementOf(planet, layouts, "pilot"))).toMatchObject({ related: ["moon.planet"], related_left_out: ["moon.planet"] });
});

test("only what a new record cannot do without is needed", () => {
  expect(["name", "mass"].map((name) => isNeeded(planet, name))).toEqual([true, false]);
});

test("a form does without what the layout leaves out", () => {
  const groups = formGroups({ ...planet, groups: [{ name: "facts", label: "Facts", fields: ["name", "mass", "new"] }], left_out: ["moons"] });
  expect(groups.flatMap((group) => group.fields.map(({ name }) => name))).toEqual(["name", "mass", "new"]);
});
