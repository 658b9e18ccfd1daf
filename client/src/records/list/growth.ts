import { useLayoutEffect, useState, useSyncExternalStore, type RefObject } from "react";

/** What is given of the room to each need in pixels: small needs are met whole, large ones share what is left. */
export function shares(needs: readonly number[], room: number): number[] {
  const given = needs.map(() => 0);
  const waiting = needs.map((need, place) => ({ need, place })).filter(({ need }) => need > 0).sort((one, other) => one.need - other.need);
  let left = room;
  for (const [met, { need, place }] of waiting.entries()) {
    const share = Math.max(0, Math.min(need, Math.floor(left / (waiting.length - met))));
    given[place] = share;
    left -= share;
  }
  return given;
}

const most = 320;
const breath = 2;

/** By how much the widest content of a cell is cut. */
function cutOf(cell: Element): number {
  const parts = [cell, ...cell.querySelectorAll("*")];
  return Math.max(0, ...parts.map((part) => (part.clientWidth > 0 ? part.scrollWidth - part.clientWidth : 0)));
}

function needsIn(grid: HTMLElement, count: number): number[] {
  return Array.from({ length: count }, (_, column) => {
    const cells = [...grid.querySelectorAll(`[data-column="${column}"]:not([data-editing])`)];
    const cut = Math.max(0, ...cells.map(cutOf));
    return cut > 0 ? Math.min(most, cut + breath) : 0;
  });
}

const gap = 8;

/** How much narrower a cell could be with nothing cut. */
function slackOf(cell: Element): number {
  const content = document.createRange();
  content.selectNodeContents(cell);
  const { paddingLeft, paddingRight } = getComputedStyle(cell);
  return cell.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) - content.getBoundingClientRect().width - gap;
}

function slackIn(grid: HTMLElement, count: number): number[] {
  return Array.from({ length: count }, (_, column) => {
    const cells = [...grid.querySelectorAll(`[data-column="${column}"]:not([data-editing])`)];
    return cells.length ? Math.max(0, Math.floor(Math.min(...cells.map(slackOf)))) : 0;
  });
}

/** By how many pixels each column is to change: what is left at the end of the line is given, what is over it is taken. */
function changesIn(grid: HTMLElement, count: number): number[] {
  const room = grid.querySelector("[data-rest]")?.clientWidth ?? 0;
  if (room > 0) return shares(needsIn(grid, count), room);
  return shares(slackIn(grid, count), grid.scrollWidth - grid.clientWidth).map((taken) => -taken);
}

function watchWidth(tell: () => void): () => void {
  addEventListener("resize", tell);
  return () => removeEventListener("resize", tell);
}

/**
 * Pixels by which each column grows so that less is cut, out of the room that would stay empty at the end of the line,
 * or gives of its empty room so that the table fits. While the view and the window stay, no column that fits moves under the hand.
 */
export function useGrowth(place: RefObject<HTMLElement | null>, view: string, count: number, first: string | undefined): readonly number[] {
  const width = useSyncExternalStore(watchWidth, () => innerWidth);
  const key = `${width} ${view}`;
  const [grown, setGrown] = useState<{ key: string; by: readonly number[] }>({ key, by: [] });
  useLayoutEffect(() => {
    const measure = () => {
      const grid = place.current;
      if (!grid || first === undefined) return;
      const more = changesIn(grid, count);
      if (!more.some((each) => each !== 0)) return;
      setGrown((before) => ({ key, by: more.map((each, column) => each + (before.key === key ? (before.by[column] ?? 0) : 0)) }));
    };
    measure();
    // Letters of a font that comes late may be wider.
    document.fonts.addEventListener("loadingdone", measure);
    return () => document.fonts.removeEventListener("loadingdone", measure);
  }, [place, key, first, count]);
  return grown.key === key ? grown.by : [];
}
