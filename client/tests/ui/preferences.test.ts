import { afterEach, expect, test, vi } from "vitest";
import { roomsOf } from "@/ui/kit/viewport";
import { preferences, readPreferences, setPreferences, watchPreferences } from "@/ui/theme/preferences";

const usual = { theme: "system", density: "normal", fontSize: 100, letterKeys: true };

afterEach(() => setPreferences(readPreferences({})));

test("what is unknown in stored preferences is replaced by what is usual", () => {
  expect(readPreferences({ theme: "pink", fontSize: 9_000, density: "roomy" })).toEqual({ ...usual, density: "roomy" });
  expect(readPreferences("nonsense")).toEqual(usual);
});

test("a choice is kept on the device and told to who watches", () => {
  const watcher = vi.fn();
  const stop = watchPreferences(watcher);
  setPreferences({ theme: "dark" });
  stop();
  setPreferences({ density: "compact" });
  expect(watcher).toHaveBeenCalledOnce();
  expect(preferences()).toEqual({ ...usual, theme: "dark", density: "compact" });
  expect(JSON.parse(localStorage.getItem("guanxi.preferences") ?? "")).toEqual(preferences());
});

test("large letters make a wide screen narrow", () => {
  expect(roomsOf(1_440 / 16)).toEqual(["wide"]);
  expect(roomsOf(1_024 / 16)).toEqual(["narrow"]);
  expect(roomsOf(1_440 / 32)).toEqual(["medium", "narrow"]);
  expect(roomsOf(390 / 16)).toEqual(["phone", "medium", "narrow"]);
});
