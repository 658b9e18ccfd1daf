export interface Toast {
  id: number;
  text: string;
  tone: "plain" | "bad";
  /** The id of the request that failed. */
  requestId?: string;
  action?: { label: string; run: () => unknown };
  /** Where more is told of it, with its translated label. */
  link?: { label: string; to: string; search: Record<string, string> };
  /** The action takes back what the text tells, so that the keys for it belong to it. */
  isUndo?: boolean;
  /** It tells how an undo went: the next one takes its place. */
  isUndone?: boolean;
}

export interface ToastRequest {
  text: string;
  tone?: Toast["tone"];
  requestId?: string;
  /** Takes back what the text tells; shown as "Undo". */
  undo?: () => unknown;
  /** Another thing to do, with its translated label. */
  action?: Toast["action"];
  link?: Toast["link"];
  isUndone?: boolean;
}

const shownAtOnce = 3;

let toasts: readonly Toast[] = [];
let count = 0;
let undoLabel = () => "Undo";
const listeners = new Set<() => void>();

function change(next: readonly Toast[]): void {
  toasts = next;
  for (const listener of listeners) listener();
}

/** The store speaks no language of its own; the kit tells it how "Undo" reads. */
export function nameUndo(label: () => string): void {
  undoLabel = label;
}

/** Tells what has happened, with a way back; a fault that is told already is not told twice. */
export function showToast({ text, tone = "plain", requestId = "", undo, action, link, isUndone = false }: ToastRequest): number {
  count += 1;
  const doing = undo ? { label: undoLabel(), run: undo } : action;
  const toast: Toast = { id: count, text, tone, ...(requestId ? { requestId } : {}), ...(doing ? { action: doing } : {}), ...(link ? { link } : {}), ...(undo ? { isUndo: true } : {}), ...(isUndone ? { isUndone } : {}) };
  const others = toasts.filter((each) => !(isUndone && each.isUndone)).filter((each) => tone !== "bad" || each.tone !== "bad" || each.text !== text);
  change([...others, toast].slice(-shownAtOnce));
  return toast.id;
}

export function dismissToast(id: number): void {
  change(toasts.filter((toast) => toast.id !== id));
}

export const watchToasts = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const currentToasts = (): readonly Toast[] => toasts;
