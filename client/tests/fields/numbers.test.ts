import { expect, test } from "vitest";
import { exactNumber, secondsOf } from "@/fields/number/exact";

test.each([
  ["1,200", "1200"],
  ["12万", "120000"],
  ["3.5亿", "350000000"],
  ["1.5k", "1500"],
  ["2m", "2000000"],
  ["１２．５", "12.5"],
  ["-0.25", "-0.25"],
  [".5", "0.5"],
  ["35%", "35"],
  ["0.10", "0.10"],
  ["9007199254740993.000000001", "9007199254740993.000000001"],
])("%s is read as %s without losing a digit", (typed, exact) => {
  expect(exactNumber(typed)).toBe(exact);
});

test.each(["", "abc", "1.2.3", "1e5", "--1", "万"])("%j is no number", (typed) => {
  expect(exactNumber(typed)).toBeNull();
});

test.each([
  ["1:30", 5400],
  ["1h30m", 5400],
  ["45", 2700],
  ["2小时", 7200],
  ["1d 2h", 93_600],
  ["1天", 86_400],
])("%s lasts %i seconds", (typed, seconds) => {
  expect(secondsOf(typed)).toBe(seconds);
});

test("a duration of nothing but letters is none", () => {
  expect(secondsOf("soon")).toBeNull();
});
