import { beforeEach, describe, expect, it } from "vitest";
import { currentToasts, dismissToast, showToast } from "@/ui/toast/toasts";

describe("toasts", () => {
  beforeEach(() => currentToasts().forEach((each) => dismissToast(each.id)));

  it("tell the same fault once, as the newest", () => {
    showToast({ text: "No such file", tone: "bad" });
    showToast({ text: "Kept" });
    showToast({ text: "No such file", tone: "bad" });
    expect(currentToasts().map((each) => each.text)).toEqual(["Kept", "No such file"]);
  });

  it("tell the same success as often as it comes, each with its own way back", () => {
    showToast({ text: "Kept", undo: () => undefined });
    showToast({ text: "Kept", undo: () => undefined });
    expect(currentToasts()).toHaveLength(2);
  });

  it("tell only the last of what was taken back and done again", () => {
    showToast({ text: "Kept" });
    showToast({ text: "Taken back", isUndone: true });
    showToast({ text: "Done again", isUndone: true });
    expect(currentToasts().map((each) => each.text)).toEqual(["Kept", "Done again"]);
  });
});
