import { describe, expect, it } from "vitest";
import { bodyOf, changeOf, emptyField, keyFrom, objectChange } from "@/features/shape/shape";

describe("what is sent for a new field", () => {
  it("holds only what its kind knows", () => {
    const body = bodyOf({ ...emptyField("text"), labels: { en: " Colour ", "zh-CN": "" }, at_least: "3", target: "boat" });
    expect(body).toEqual({ kind: "text", labels: { en: "Colour" }, hints: {}, group: "facts", required: false, unique: false, search: 0 });
  });

  it("gives every choice a key of its own", () => {
    const choice = (en: string) => ({ key: "", labels: { en }, colour: "grey", is_final: false });
    const body = bodyOf({ ...emptyField("picklist"), choices: [choice("In use"), choice("In use"), choice("汽油")] });
    const keys = (body.choices as { key: string }[]).map((each) => each.key);
    expect(keys[0]).toBe("in_use");
    expect(new Set(keys).size).toBe(3);
  });

  it("asks nobody to fill in what is computed", () => {
    expect(bodyOf({ ...emptyField("formula"), formula: "a * 2" })).not.toHaveProperty("required");
  });
});

describe("what is sent for a changed field", () => {
  it("is only what was touched", () => {
    const before = { ...emptyField("picklist"), labels: { en: "State" }, choices: [{ key: "a", labels: { en: "A" }, colour: "grey", is_final: false }] };
    expect(changeOf(before, { ...before, required: true })).toEqual({ required: true });
    expect(changeOf(before, before)).toEqual({});
  });

  it("leaves its kind and what hangs on it alone", () => {
    const before = { ...emptyField("reference"), target: "boat", labels: { en: "Boat" } };
    expect(changeOf(before, { ...before, target: "ship", labels: { en: "Ship" } })).toEqual({ labels: { en: "Ship" } });
  });
});

describe("words in several languages", () => {
  it("are sent whole, and empty where they were taken away", () => {
    const before = { ...emptyField("text"), labels: { en: "State", "zh-CN": "状态", "zh-TW": "狀態" } };
    const after = { ...before, labels: { en: "State", "zh-CN": "", "zh-TW": "情況" } };
    expect(changeOf(before, after)).toEqual({ labels: { en: "State", "zh-CN": "", "zh-TW": "情況" } });
  });

  it("of a value are taken away with it alone", () => {
    const choice = { key: "a", labels: { en: "A", "zh-CN": "甲" }, colour: "grey", is_final: false };
    const before = { ...emptyField("picklist"), choices: [choice] };
    const after = { ...before, choices: [{ ...choice, labels: { en: "A" } }] };
    expect(changeOf(before, after)).toEqual({ choices: [{ ...choice, labels: { en: "A", "zh-CN": "" } }] });
  });

  it("of an object stay where only its picture changes", () => {
    const before = { labels: { en: "Boat" }, plural_labels: { en: "Boats" }, icon: "car", area: "sales" };
    expect(objectChange(before, { ...before, icon: "bank" })).toEqual({ icon: "bank" });
    expect(objectChange(before, { ...before, plural_labels: { "zh-CN": "船" } })).toEqual({ plural_labels: { en: "", "zh-CN": "船" } });
  });
});

describe("a key", () => {
  it("is made from the English name", () => {
    expect(keyFrom({ en: "Half price!" }, [])).toBe("half_price");
    expect(keyFrom({ "zh-CN": "半价" }, ["value"])).toMatch(/^value_\d+$/);
  });
});
