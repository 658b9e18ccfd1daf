import { expect, test } from "vitest";
import { dueOn, isDue } from "@/features/recycle_bin/retention";

const kept = { retention_days: 30, time_zone: "Asia/Shanghai" };

test("days are counted where the company is", () => {
  expect(dueOn("2026-03-01T15:59:00Z", kept)).toBe("2026-03-31");
  expect(dueOn("2026-03-01T16:01:00Z", kept)).toBe("2026-04-01");
});

test("a record is due from the beginning of its day on", () => {
  expect(isDue("2026-03-01T10:00:00Z", kept, new Date("2026-03-30T15:59:00Z"))).toBe(false);
  expect(isDue("2026-03-01T10:00:00Z", kept, new Date("2026-03-30T16:00:00Z"))).toBe(true);
});
