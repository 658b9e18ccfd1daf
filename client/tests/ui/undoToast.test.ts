import { beforeAll, expect, test, vi } from "vitest";
import { startTranslation } from "@/i18n";
import { currentToasts } from "@/ui/toast/toasts";
import { showUndone, takeBack } from "@/ui/toast/undo";

beforeAll(() => startTranslation("en"));

function refuse(more: Record<string, unknown>) {
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json({ status: 409, code: "undo_blocked", title: "", detail: "", errors: [], ...more }, { status: 409 })));
}

test("what stays is told with the undo and leads to its reasons", () => {
  showUndone("s1", { change_set: "u1", changed: 3, left: 2 }, false);
  const toast = currentToasts().at(-1);
  expect(toast?.text).toBe("Taken back: 3 records. 2 records stay as they are.");
  expect(toast?.link).toMatchObject({ to: "/changes", search: { change: "s1" } });
  expect(toast?.action?.label).toBe("Redo");
});

test("an undo that left everything says so and offers no redo", () => {
  showUndone("s1", { change_set: null, changed: 0, left: 1 }, false);
  const toast = currentToasts().at(-1);
  expect(toast?.text).toBe("Nothing was taken back. One record stays as it is.");
  expect(toast?.action).toBeUndefined();
});

test("a whole undo has nothing to lead to", () => {
  showUndone("s1", { change_set: "u1", changed: 1, left: 0 }, false);
  expect(currentToasts().at(-1)).toMatchObject({ text: "Taken back" });
  expect(currentToasts().at(-1)?.link).toBeUndefined();
});

test.each([
  [1, "Undo the rest"],
  [0, undefined],
])("the rest is offered where there is one: %i", async (rest, offered) => {
  refuse({ count: 1, blocked: [], rest });
  await takeBack("s2");
  const toast = currentToasts().at(-1);
  expect(toast?.text).toBe("One record cannot be taken back");
  expect(toast?.action?.label).toBe(offered);
  expect(toast?.link?.search).toEqual({ change: "s2" });
});
