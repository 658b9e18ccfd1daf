export const isApple = typeof navigator !== "undefined" && /Mac|iPhone|iPad/.test(navigator.userAgent);

const names: Record<string, string> = { " ": "space", ArrowUp: "up", ArrowDown: "down", ArrowLeft: "left", ArrowRight: "right" };

/** One key press as it is written in a shortcut: "mod+k", "shift+enter", "?", "n". */
export function strokeOf(event: Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">): string {
  const name = names[event.key] ?? event.key.toLowerCase();
  const isPrintable = event.key.length === 1 && event.key !== " ";
  const parts = [
    ...(event.ctrlKey || event.metaKey ? ["mod"] : []),
    ...(event.altKey ? ["alt"] : []),
    // Shift is already part of a character such as "?" or "N".
    ...(event.shiftKey && (!isPrintable || /[a-z]/i.test(event.key)) ? ["shift"] : []),
    name,
  ];
  return parts.join("+");
}

/** Whether a stroke is a bare character, which must not act while a person types. */
export function isBare(stroke: string): boolean {
  return !/^(mod|alt)\+/.test(stroke) && stroke !== "escape";
}

const editing = new Set(["a", "b", "c", "i", "u", "v", "x", "y", "z", "shift+z"].map((key) => `mod+${key}`));

/** Whether a stroke belongs to the text while a person types: a character, or what inputs do by themselves. */
export function belongsToText(stroke: string): boolean {
  return isBare(stroke) || editing.has(stroke);
}

const shown: Record<string, string> = {
  mod: isApple ? "⌘" : "Ctrl",
  alt: isApple ? "⌥" : "Alt",
  shift: isApple ? "⇧" : "Shift",
  up: "↑",
  down: "↓",
  left: "←",
  right: "→",
  enter: "↵",
  escape: "Esc",
  space: "Space",
  backspace: "⌫",
  delete: "Del",
};

/** The key caps of a shortcut, in order: "g h" gives G and H. */
export function capsOf(keys: string): string[] {
  return keys
    .split(" ")
    .flatMap((stroke) => stroke.split("+"))
    .map((part) => shown[part] ?? (part.length === 1 ? part.toUpperCase() : part));
}
