import { belongsToText, isBare, strokeOf } from "./keys";

export interface Shortcut {
  /** Strokes in order, divided by spaces: "mod+k", "n", "g h". */
  keys: string;
  /** The label of a command, or the address of a page with keys of its own. */
  label: string;
  run: (event: KeyboardEvent) => void;
}

const patience = 1_200;

/** Knows every shortcut in force; of two with the same keys the later one acts. */
export class ShortcutRegistry {
  private shortcuts: Shortcut[] = [];
  private listeners = new Set<() => void>();
  private pending = "";
  private pendingSince = 0;
  private snapshot: readonly Shortcut[] = [];

  constructor(private readonly allowsLetters: () => boolean = () => true) {}

  add(shortcut: Shortcut): () => void {
    this.change([...this.shortcuts, shortcut]);
    return () => this.change(this.shortcuts.filter((other) => other !== shortcut));
  }

  /** The shortcuts that would act now, each pair of keys once. */
  list = (): readonly Shortcut[] => this.snapshot;

  watch = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** Runs what a key press means; true when it meant something. */
  press(event: KeyboardEvent, isTyping: boolean): boolean {
    const stroke = strokeOf(event);
    if (isTyping ? belongsToText(stroke) : isBare(stroke) && !this.allowsLetters()) return false;
    const chain = event.timeStamp - this.pendingSince < patience && this.pending ? `${this.pending} ${stroke}` : stroke;
    const found = this.find(chain) ?? this.find(stroke);
    this.pending = found ? "" : stroke;
    this.pendingSince = event.timeStamp;
    found?.run(event);
    return found !== undefined;
  }

  private find(keys: string): Shortcut | undefined {
    return this.shortcuts.findLast((shortcut) => shortcut.keys === keys);
  }

  private change(shortcuts: Shortcut[]): void {
    this.shortcuts = shortcuts;
    this.snapshot = [...new Map(shortcuts.map((shortcut) => [shortcut.keys, shortcut])).values()];
    for (const listener of this.listeners) listener();
  }
}

const typingPlaces = "input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true], [role=combobox]";

export function isTypingIn(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(typingPlaces) !== null;
}

/** Whether a dialog, drawer or sheet lies above the page, so that keys must not reach what is behind it. */
export function isCovered(page: Document): boolean {
  const layers = [...page.querySelectorAll('dialog[open], [aria-modal="true"]')];
  return layers.some((layer) => layer.closest('[style*="display: none"]') === null);
}

/** Listens on the whole page until the returned function is called. */
export function listenForShortcuts(registry: ShortcutRegistry, page: Document = document): () => void {
  const listen = (event: KeyboardEvent) => {
    if (event.defaultPrevented || event.isComposing || event.repeat || isCovered(page)) return;
    if (registry.press(event, isTypingIn(event.target))) event.preventDefault();
  };
  page.addEventListener("keydown", listen);
  return () => page.removeEventListener("keydown", listen);
}
