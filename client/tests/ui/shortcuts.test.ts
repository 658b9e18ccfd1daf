import { describe, expect, test, vi } from "vitest";
import { capsOf, strokeOf } from "@/ui/shortcuts/keys";
import { isTypingIn, listenForShortcuts, ShortcutRegistry } from "@/ui/shortcuts/registry";

const press = (key: string, more: KeyboardEventInit = {}) => new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more });

function registryWith(keys: string, allowsLetters = true) {
  const registry = new ShortcutRegistry(() => allowsLetters);
  const run = vi.fn();
  const remove = registry.add({ keys, label: "app:keys.home", run });
  return { registry, run, remove };
}

describe("a stroke", () => {
  test("is the same with Ctrl and with Cmd", () => {
    expect(strokeOf(press("k", { ctrlKey: true }))).toBe("mod+k");
    expect(strokeOf(press("k", { metaKey: true }))).toBe("mod+k");
  });

  test("of a sign needs no mention of shift", () => {
    expect(strokeOf(press("?", { shiftKey: true }))).toBe("?");
  });

  test("of a capital letter keeps shift", () => {
    expect(strokeOf(press("N", { shiftKey: true }))).toBe("shift+n");
  });

  test("of an arrow has a short name", () => {
    expect(strokeOf(press("ArrowDown"))).toBe("down");
  });
});

describe("a shortcut", () => {
  test("runs on its key", () => {
    const { registry, run } = registryWith("n");
    expect(registry.press(press("n"), false)).toBe(true);
    expect(run).toHaveBeenCalledOnce();
  });

  test("of a letter rests while a person types", () => {
    const { registry, run } = registryWith("n");
    expect(registry.press(press("n"), true)).toBe(false);
    expect(run).not.toHaveBeenCalled();
  });

  test("with Ctrl runs even while a person types", () => {
    const { registry, run } = registryWith("mod+k");
    registry.press(press("k", { ctrlKey: true }), true);
    expect(run).toHaveBeenCalledOnce();
  });

  test("that takes back rests while a person types, for the text has its own", () => {
    const { registry, run } = registryWith("mod+z");
    expect(registry.press(press("z", { ctrlKey: true }), true)).toBe(false);
    expect(run).not.toHaveBeenCalled();
    registry.press(press("z", { ctrlKey: true }), false);
    expect(run).toHaveBeenCalledOnce();
  });

  test("of a letter rests when letters are switched off", () => {
    const { registry, run } = registryWith("n", false);
    registry.press(press("n"), false);
    expect(run).not.toHaveBeenCalled();
  });

  test("of two letters needs both in order", () => {
    const { registry, run } = registryWith("g h");
    registry.press(press("h"), false);
    registry.press(press("g"), false);
    expect(run).not.toHaveBeenCalled();
    registry.press(press("h"), false);
    expect(run).toHaveBeenCalledOnce();
  });

  test("gives way to a later one with the same keys, and acts again after it", () => {
    const { registry, run } = registryWith("n");
    const later = vi.fn();
    const remove = registry.add({ keys: "n", label: "app:keys.menu", run: later });
    registry.press(press("n"), false);
    remove();
    registry.press(press("n"), false);
    expect(later).toHaveBeenCalledOnce();
    expect(run).toHaveBeenCalledOnce();
  });

  test("is forgotten once removed", () => {
    const { registry, run, remove } = registryWith("n");
    remove();
    expect(registry.press(press("n"), false)).toBe(false);
    expect(run).not.toHaveBeenCalled();
    expect(registry.list()).toEqual([]);
  });
});

test("the page takes a key that means something and leaves others alone", () => {
  const { registry, run } = registryWith("n");
  const stop = listenForShortcuts(registry);
  const [meant, other, composing] = [press("n"), press("x"), press("n", { isComposing: true })];
  for (const event of [meant, other, composing]) document.body.dispatchEvent(event);
  stop();
  document.body.dispatchEvent(press("n"));
  expect(meant.defaultPrevented).toBe(true);
  expect(other.defaultPrevented).toBe(false);
  expect(run).toHaveBeenCalledOnce();
});

test("the page behind an open dialog takes no key", () => {
  const { registry, run } = registryWith("n");
  const stop = listenForShortcuts(registry);
  document.body.innerHTML = '<div><div role="dialog" aria-modal="true"><button></button></div></div>';
  const [layer, inside] = [document.querySelector("div"), document.querySelector("button")];
  inside?.dispatchEvent(press("n"));
  expect(run).not.toHaveBeenCalled();
  layer?.setAttribute("style", "display: none");
  document.body.dispatchEvent(press("n"));
  expect(run).toHaveBeenCalledOnce();
  stop();
  document.body.replaceChildren();
});

test("a text input is a place to type, a checkbox is not", () => {
  const text = Object.assign(document.createElement("input"), { type: "text" });
  const box = Object.assign(document.createElement("input"), { type: "checkbox" });
  expect(isTypingIn(text)).toBe(true);
  expect(isTypingIn(box)).toBe(false);
});

test("key caps are shown in order", () => {
  expect(capsOf("g h")).toEqual(["G", "H"]);
  expect(capsOf("shift+enter")).toEqual(["Shift", "↵"]);
});
