import { useLayoutEffect, useState, type RefObject } from "react";

export interface RowWindow {
  /** The first and the last row (not included) to draw. */
  start: number;
  end: number;
  rowHeight: number;
}

const spare = 8;

function rowHeightOf(element: HTMLElement): number {
  const row = getComputedStyle(element).getPropertyValue("--row").trim();
  const root = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return Math.round((Number.parseFloat(row) || 2.25) * root);
}

/** Which rows of equal height are in sight, some to spare on both sides. */
export function useWindow(place: RefObject<HTMLElement | null>, count: number): RowWindow {
  const [sight, setSight] = useState({ top: 0, height: 900, rowHeight: 36 });
  useLayoutEffect(() => {
    const element = place.current;
    if (!element) return;
    const look = () => {
      const next = { top: element.scrollTop, height: element.clientHeight || 900, rowHeight: rowHeightOf(element) };
      setSight((before) => {
        const isNear = Math.floor(before.top / next.rowHeight / 4) === Math.floor(next.top / next.rowHeight / 4);
        return isNear && before.height === next.height && before.rowHeight === next.rowHeight ? before : next;
      });
    };
    const observer = new ResizeObserver(look);
    observer.observe(element);
    element.addEventListener("scroll", look, { passive: true });
    look();
    return () => {
      observer.disconnect();
      element.removeEventListener("scroll", look);
    };
  }, [place]);
  const first = Math.floor(sight.top / sight.rowHeight);
  const start = Math.max(0, Math.min(first - spare, count - 1));
  const end = Math.min(count, first + Math.ceil(sight.height / sight.rowHeight) + spare + 4);
  return { start: Math.max(0, start), end: Math.max(end, Math.min(count, 1)), rowHeight: sight.rowHeight };
}
