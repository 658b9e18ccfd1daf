import { afterEach, describe, expect, it } from "vitest";
import { draftKey, dropDraft, keepDraft, readDraft } from "@/records/form/drafts";

afterEach(() => localStorage.clear());

const key = draftKey("u1", "boat", null);

describe("drafts", () => {
  it("give back what was typed and the version that it was based on", () => {
    keepDraft(key, { name: "Ann" }, 3);
    expect(readDraft(key)).toMatchObject({ values: { name: "Ann" }, version: 3 });
  });

  it("belong to a person and a record", () => {
    keepDraft(key, { name: "Ann" }, null);
    expect(readDraft(draftKey("u2", "boat", null))).toBeNull();
    expect(readDraft(draftKey("u1", "boat", "b1"))).toBeNull();
  });

  it("are forgotten when they are dropped", () => {
    keepDraft(key, { name: "Ann" }, null);
    dropDraft(key);
    expect(readDraft(key)).toBeNull();
  });

  it("do not outlive two weeks", () => {
    keepDraft(key, { name: "Ann" }, null);
    expect(readDraft(key, Date.now() + 15 * 24 * 3_600_000)).toBeNull();
    expect(localStorage.getItem(key)).toBeNull();
  });

  it("that cannot be read are removed", () => {
    localStorage.setItem(key, "{broken");
    expect(readDraft(key)).toBeNull();
    expect(localStorage.getItem(key)).toBeNull();
  });
});
