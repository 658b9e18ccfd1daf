import { describe, expect, it } from "vitest";
import type { FieldMeta, Meta, ObjectMeta } from "@/api/meta";
import { changedValues, formGroups, isSame, startingValues, titleOf } from "@/records/form/values";
import { field, objectOf } from "../objects";

function object(name: string, fields: FieldMeta[], more: Partial<ObjectMeta> = {}): ObjectMeta {
  return objectOf(fields, { name, title: fields[0]?.name ?? "name", ...more });
}

const line = object("boat_line", [field("boat", "reference"), field("part", "reference", { target: "part" }), field("total", "formula", { is_computed: true, level: "read" })], { parent: "boat" });
const boat = object("boat", [
  field("name", "text", { required: true }),
  field("owner", "reference", { target: "user" }),
  field("number", "auto_number", { is_computed: true, level: "read" }),
  field("secret", "text", { level: "masked" }),
  field("parts", "lines", { lines: "boat_line" }),
  field("state", "picklist", { default: "new" }),
]);
const meta: Meta = { version: 1, areas: [], currencies: [], company: { currency: "CNY", time_zone: "UTC" }, objects: { boat, boat_line: line } };

describe("what a form sends", () => {
  it("names only what was changed, references as ids", () => {
    const base = { name: "Ann", owner: { id: "u1", title: "Li" } };
    const now = { name: "Ann", owner: { id: "u2", title: "Wu" } };
    expect(changedValues(boat, meta, base, now)).toEqual({ owner: "u2" });
  });

  it("sends an emptied text as null", () => {
    expect(changedValues(boat, meta, { name: "Ann" }, { name: "" })).toEqual({ name: null });
  });

  it("never sends back what is computed or masked", () => {
    expect(changedValues(boat, meta, {}, { number: "B-1", secret: "***" })).toEqual({});
  });

  it("keeps the ids of lines and leaves their computed figures out", () => {
    const parts = [{ id: "l1", part: { id: "p1", title: "Mast" }, total: "12", boat: "b1" }, { part: "p2" }];
    expect(changedValues(boat, meta, {}, { parts })).toEqual({ parts: [{ id: "l1", part: "p1" }, { part: "p2" }] });
  });

  it("does not see a change where only the order of parts differs", () => {
    expect(isSame({ city: "A", street: "B" }, { street: "B", city: "A" })).toBe(true);
  });
});

describe("a form", () => {
  it("asks for what a person may write, lines too", () => {
    const asked = formGroups(boat).flatMap((group) => group.fields.map((each) => each.name));
    expect(asked).toEqual(["name", "owner", "parts", "state"]);
  });

  it("starts a new record with defaults and what the page gives", () => {
    expect(startingValues(boat, undefined, "2026-03-01", { owner: { id: "u1", title: "Li" } })).toEqual({ state: "new", owner: { id: "u1", title: "Li" } });
  });

  it("starts a date whose default is today with the person's own day", () => {
    const trip = object("trip", [field("on", "date", { default: "today" })]);
    expect(startingValues(trip, undefined, "2026-03-01")).toEqual({ on: "2026-03-01" });
  });

  it("writes the title of a person's name", () => {
    const person = object("person", [field("name", "person_name")]);
    expect(titleOf(person, { name: { family: "王", given: "正才" } })).toBe("王正才");
  });
});
