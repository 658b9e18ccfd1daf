import { expect, test } from "vitest";
import { dayOf, entriesOn, movedValue, nextMonth, plusDays, shownDays, startOfWeek, weekStart } from "@/records/calendar/days";
import { field, record } from "./objects";

const by = field("on", "date");
const until = field("until", "date");

test("a month is filled up to whole weeks", () => {
  const days = shownDays("2026-11-22", "month", 1);
  expect([days[0], days.at(-1), days.length]).toEqual(["2026-10-26", "2026-12-06", 42]);
});

test("a February that fits shows four weeks", () => {
  expect(shownDays("2027-02-10", "month", 1)).toHaveLength(28);
});

test("a week begins where the language has it begin", () => {
  expect([weekStart("zh-CN"), weekStart("zh-TW")]).toEqual([1, 1]);
  expect([startOfWeek("2026-11-22", 1), startOfWeek("2026-11-22", 7)]).toEqual(["2026-11-16", "2026-11-22"]);
});

test("steps go over the end of months, years and leap days", () => {
  expect([nextMonth("2026-12-31"), nextMonth("2026-01-31", -1), plusDays("2028-02-28", 1), plusDays("2026-03-01", -1)]).toEqual(["2027-01-01", "2025-12-01", "2028-02-29", "2026-02-28"]);
});

test("an instant falls on the day of the person's zone", () => {
  const at = field("at", "date_time");
  expect([dayOf(at, "2026-11-22T17:00:00Z", "Asia/Shanghai"), dayOf(at, "2026-11-22T17:00:00Z", "UTC"), dayOf(at, null, "UTC")]).toEqual(["2026-11-23", "2026-11-22", null]);
});

test("a record lasts on each of its days that are shown", () => {
  const days = shownDays("2026-11-22", "week", 1);
  const lasting = record("a", { on: "2026-11-20", until: "2026-11-30" });
  const shown = entriesOn([lasting], days, { by, until, timeZone: "UTC" });
  expect([...shown].filter(([, entries]) => entries.length > 0).map(([day]) => day)).toEqual(["2026-11-20", "2026-11-21", "2026-11-22"]);
  expect(shown.get("2026-11-20")?.[0]?.isStart).toBe(true);
  expect(shown.get("2026-11-21")?.[0]?.isStart).toBe(false);
});

test("an end before its start lasts one day", () => {
  const shown = entriesOn([record("a", { on: "2026-11-20", until: "2026-11-01" })], ["2026-11-19", "2026-11-20"], { by, until, timeZone: "UTC" });
  expect([...shown.values()].map((entries) => entries.length)).toEqual([0, 1]);
});

test("the records of a day stand by their time", () => {
  const at = field("at", "date_time");
  const records = [record("late", { at: "2026-11-20T15:00:00Z" }), record("early", { at: "2026-11-20T08:00:00Z" })];
  const shown = entriesOn(records, ["2026-11-20"], { by: at, until: undefined, timeZone: "UTC" });
  expect(shown.get("2026-11-20")?.map((entry) => entry.record.id)).toEqual(["early", "late"]);
});

test("moving keeps the time of day", () => {
  expect([movedValue("2026-11-20", 3), movedValue("2026-11-20T08:30:00Z", -1), movedValue(null, 1)]).toEqual(["2026-11-23", "2026-11-19T08:30:00.000Z", null]);
});
