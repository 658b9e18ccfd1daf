import { describe, expect, it } from "vitest";
import { byDay } from "@/records/page/days";
import { fileSize } from "@/records/page/fileKinds";

describe("entries by day", () => {
  it("fall on the day of the person's time zone", () => {
    const entries = [{ at: "2026-03-02T17:00:00Z" }, { at: "2026-03-02T15:00:00Z" }];
    expect(byDay(entries, "Asia/Shanghai").map((day) => day.day)).toEqual(["2026-03-03", "2026-03-02"]);
    expect(byDay(entries, "UTC").map((day) => day.entries.length)).toEqual([2]);
  });
});

describe("the size of a file", () => {
  it("is written in the unit that reads best", () => {
    const format = { number: String };
    expect(fileSize(0, format)).toBe("0 B");
    expect(fileSize(1_500, format)).toBe("1.5 kB");
    expect(fileSize(20_000, format)).toBe("20 kB");
    expect(fileSize(49_900_000, format)).toBe("50 MB");
  });
});
