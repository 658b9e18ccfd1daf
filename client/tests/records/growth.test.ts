import { expect, test } from "vitest";
import { shares } from "@/records/list/growth";

test("columns that are not cut get nothing", () => {
  expect(shares([0, 0, 0], 200)).toEqual([0, 0, 0]);
});

test("every need is met while there is room", () => {
  expect(shares([30, 0, 60], 200)).toEqual([30, 0, 60]);
});

test("small needs are met whole, large ones share the rest", () => {
  expect(shares([300, 20, 400], 220)).toEqual([100, 20, 100]);
});

test("without room nothing grows", () => {
  expect(shares([40, 50], 0)).toEqual([0, 0]);
});
