import { describe, expect, it } from "vitest";
import { isOver, isRunning, keyFields, partsOfKind, type Mapped } from "@/features/imports/imports";
import { chosenTarget, fillableFields, labelAt, lacksSystem, likelyGrouping, ownedLines, withTarget } from "@/features/imports/targets";
import { field, objectOf } from "../records/objects";

const moon = objectOf([field("planet", "reference"), field("name", "text"), field("radius", "number", { label: "Radius", required: true })], { name: "moon", parent: "planet" });
const world = objectOf([field("code", "text", { unique: true }), field("name", "text"), field("moons", "lines", { label: "Moons", lines: "moon" })]);
const objects = { planet: world, moon };

describe("keys", () => {
  it("are fields that tell records apart and are seen", () => {
    const object = objectOf([field("name", "text"), field("mobile", "phone", { level: "masked" }), field("notes", "long_text")]);
    expect(keyFields(object).map((each) => each.name)).toEqual(["name"]);
  });
});

describe("a mapping", () => {
  it("fills a field from one column only", () => {
    const mapping = [{ column: 0, field: "name" }, { column: 1, field: "phone" }];
    expect(withTarget(mapping, undefined, chosenTarget(2, "name|"))).toEqual([{ column: 1, field: "phone" }, { column: 2, field: "name" }]);
  });

  it("lets several columns fill the parts of one field", () => {
    const mapping = [{ column: 0, field: "name", part: "family" }];
    expect(withTarget(mapping, undefined, chosenTarget(1, "name|given"))).toEqual([
      { column: 0, field: "name", part: "family" },
      { column: 1, field: "name", part: "given" },
    ]);
  });

  it("leaves a column out", () => {
    const name = { column: 0, field: "name" };
    expect(withTarget([name], name, null)).toEqual([]);
  });

  it("keeps the other fields that a column fills when one of them is chosen anew", () => {
    const id: Mapped = { column: 0, field: "external_id", part: "shop" };
    const name: Mapped = { column: 0, field: "name" };
    expect(withTarget([id, name], name, chosenTarget(0, "phone|"))).toEqual([id, { column: 0, field: "phone" }]);
  });

  it("lacks the system of an id until somebody names it", () => {
    expect(lacksSystem([chosenTarget(0, "external_id")])).toBe(true);
    expect(lacksSystem([{ column: 0, field: "external_id", part: "shop" }])).toBe(false);
    expect(lacksSystem([{ column: 0, field: "star", match: "external_id:" }])).toBe(true);
    expect(lacksSystem([{ column: 0, field: "star", match: "external_id:shop" }])).toBe(false);
  });

  it("knows the parts of values that have some", () => {
    expect(partsOfKind("money")).toEqual(["amount", "currency"]);
    expect(partsOfKind("text")).toEqual([]);
  });
});

describe("the state of an import", () => {
  it("is running or over, never both", () => {
    expect([isRunning("running"), isOver("running")]).toEqual([true, false]);
    expect([isRunning("cancelled"), isOver("cancelled")]).toEqual([false, true]);
    expect([isRunning("uploaded"), isOver("uploaded")]).toEqual([false, false]);
  });
});

describe("lines whose rows are one record", () => {
  const lines = ownedLines(world, objects);

  it("offer their fields by the whole path, without the way back to the record", () => {
    expect(fillableFields(world, lines).map((each) => each.name)).toEqual(["code", "name", "moons.name", "moons.radius"]);
    expect(fillableFields(world, null).map((each) => each.name)).toEqual(["code", "name"]);
  });

  it("are named with what they are lines of", () => {
    expect(labelAt(world, objects, "moons.radius")).toBe("Moons · Radius");
    expect(labelAt(world, objects, "name")).toBe("name");
  });

  it("belong together by what tells the records apart", () => {
    expect(likelyGrouping(world, [{ column: 0, field: "name" }, { column: 3, field: "code" }])).toEqual([3]);
    expect(likelyGrouping(world, [{ column: 2, field: "external_id", part: "shop" }])).toEqual([2]);
    expect(likelyGrouping(world, [{ column: 0, field: "name" }])).toEqual([]);
  });
});
