import type { WireRecord } from "@/api/meta";
import type { Section, SectionPage } from "../list/sections";

/** Where a card was put; it counts until the server's answer shows the same. */
export interface Move {
  record: WireRecord;
  from: string | null;
  to: string | null;
}

export type Moves = ReadonlyMap<string, Move>;

function difference(value: string | number | null, amount: number): string | number | null {
  if (amount === 0) return value;
  return Math.round((Number(value ?? 0) + amount) * 100) / 100;
}

function movedSection(section: Section, moves: readonly Move[], amountOf: (record: WireRecord, place: number) => number): Section {
  const arriving = moves.filter((move) => move.to === section.key);
  const leaving = moves.filter((move) => move.from === section.key);
  if (arriving.length === 0 && leaving.length === 0) return section;
  const sum = (list: readonly Move[], place: number) => list.reduce((total, move) => total + amountOf(move.record, place), 0);
  return {
    ...section,
    count: section.count + arriving.length - leaving.length,
    values: section.values.map((value, place) => difference(value, sum(arriving, place) - sum(leaving, place))),
  };
}

/** The board as it will be once the server has taken the moves. */
export function withMoves(pages: readonly SectionPage[], moves: Moves, amountOf: (record: WireRecord, place: number) => number): SectionPage[] {
  const all = [...moves.values()].filter((move) => move.from !== move.to);
  if (all.length === 0) return [...pages];
  return pages.map((page) => {
    const arriving = all.filter((move) => move.to === page.section.key).map((move) => move.record);
    const staying = page.records.filter((record) => !moves.has(record.id) || moves.get(record.id)?.to === page.section.key);
    const known = new Set(staying.map((record) => record.id));
    return { ...page, section: movedSection(page.section, all, amountOf), records: [...arriving.filter((record) => !known.has(record.id)), ...staying] };
  });
}
