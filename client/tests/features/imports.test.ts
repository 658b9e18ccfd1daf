import { describe, expect, it } from "vitest";
import { isOver, isRunning, partsOfKind, withColumn } from "@/features/imports/imports";

describe("a mapping", () => {
  it("fills a field from one column only", () => {
    const mapping = [{ column: 0, field: "name" }, { column: 1, field: "phone" }];
    expect(withColumn(mapping, 2, { field: "name", part: null })).toEqual([{ column: 1, field: "phone" }, { column: 2, field: "name" }]);
  });

  it("lets several columns fill the parts of one field", () => {
    const mapping = [{ column: 0, field: "name", part: "family" }];
    expect(withColumn(mapping, 1, { field: "name", part: "given" })).toEqual([
      { column: 0, field: "name", part: "family" },
      { column: 1, field: "name", part: "given" },
    ]);
  });

  it("leaves a column out", () => {
    expect(withColumn([{ column: 0, field: "name" }], 0, null)).toEqual([]);
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
