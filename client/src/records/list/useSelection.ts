import { useState } from "react";
import type { Filter } from "@/api/meta";

/** What a bulk change is for: chosen records, or all that a filter finds. */
export type Target = { ids: string[] } | { filter: Filter };

export interface Selection {
  ids: ReadonlySet<string>;
  /** All that match, loaded or not. */
  isAll: boolean;
  toggle: (id: string) => void;
  /** Takes everything from the last toggled record to this one. */
  extend: (id: string, order: readonly string[]) => void;
  set: (ids: readonly string[]) => void;
  takeAll: () => void;
  clear: () => void;
}

const nothing: ReadonlySet<string> = new Set();

export function useSelection(): Selection {
  const [ids, setIds] = useState(nothing);
  const [isAll, setAll] = useState(false);
  const [anchor, setAnchor] = useState<string | null>(null);
  const replace = (next: ReadonlySet<string>) => {
    setIds(next);
    setAll(false);
  };
  const toggle = (id: string) => {
    const next = new Set(ids);
    if (!next.delete(id)) next.add(id);
    setAnchor(id);
    replace(next);
  };
  const extend = (id: string, order: readonly string[]) => {
    const from = anchor === null ? -1 : order.indexOf(anchor);
    const to = order.indexOf(id);
    if (from < 0 || to < 0) toggle(id);
    else replace(new Set([...ids, ...order.slice(Math.min(from, to), Math.max(from, to) + 1)]));
  };
  return {
    ids,
    isAll,
    toggle,
    extend,
    set: (next) => replace(new Set(next)),
    takeAll: () => setAll(true),
    clear: () => replace(nothing),
  };
}
