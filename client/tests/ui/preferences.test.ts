import { afterEach, expect, test, vi } from "vitest";
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
