import { useState } from "react";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import type { ShownView } from "../views/useView";
import { useSectionRecords, useSections, type Section } from "./sections";
import { askedFields, useRecords, type Measure } from "./useRecords";

/** One line of the table. */
export type Item =
  | { kind: "record"; key: string; record: WireRecord }
  | { kind: "group"; key: string; section: Section; isOpen: boolean }
  | { kind: "waiting"; key: string }
  | { kind: "more"; key: string; section: Section };

export interface Items {
  items: Item[];
  records: WireRecord[];
  total: number | null;
  isExact: boolean;
  isPending: boolean;
  isOld: boolean;
  error: Error | null;
  measures: Measure[];
  /** Loads what comes after the last line. */
  loadMore: () => void;
  toggle: (section: Section) => void;
  retry: () => void;
}

function waiting(key: string, count: number): Item[] {
  return Array.from({ length: count }, (_, place) => ({ kind: "waiting" as const, key: `${key}-${place}` }));
}

/** A plain table: page after page. */
export function useFlatItems(object: ObjectMeta, view: ShownView, isEnabled: boolean): Items {
  const { state, q } = view;
  const list = useRecords(object, askedFields(object, state), { filter: state.filter, sort: state.sort, q }, isEnabled);
  const pages = list.data?.pages ?? [];
  const records = pages.flatMap((page) => page.records);
  const items: Item[] = records.map((record) => ({ kind: "record", key: record.id, record }));
  return {
    items: list.hasNextPage ? [...items, ...waiting("next", 4)] : items,
    records,
    total: pages[0]?.total ?? null,
    isExact: pages[0]?.total_is_exact ?? true,
    isPending: isEnabled && list.isPending,
    isOld: list.isPlaceholderData,
    error: list.error,
    measures: [],
    loadMore: () => {
      if (list.hasNextPage && !list.isFetchingNextPage) void list.fetchNextPage();
    },
    toggle: () => undefined,
    retry: () => void list.refetch(),
  };
}

const firstLimit = 50;
const openAtFirst = 8;

function limitFor(count: number): number {
  return [50, 100, 200].find((limit) => count <= limit) ?? 500;
}

/** A table in groups: each with its count and sums, its records loaded when it is open. */
export function useGroupedItems(object: ObjectMeta, view: ShownView, isEnabled: boolean): Items {
  const { state, q } = view;
  const [toggled, setToggled] = useState<ReadonlyMap<string | null, boolean>>(new Map());
  const grouped = useSections(object, state, isEnabled ? state.group : null, [...state.columns, state.total]);
  const filled = grouped.sections.filter((section) => section.count > 0);
  const isOpen = (section: Section) => toggled.get(section.key) ?? filled.indexOf(section) < openAtFirst;
  const limitOf = (section: Section) => (isOpen(section) ? Math.max(firstLimit, limitFor(section.count)) : 0);
  const pages = useSectionRecords(object, state, filled, q, limitOf);
  const items = pages.flatMap(({ section, records, isPending, hasMore }): Item[] => {
    const head: Item = { kind: "group", key: `group ${section.key}`, section, isOpen: isOpen(section) };
    if (!head.isOpen) return [head];
    const rows: Item[] = records.map((record) => ({ kind: "record", key: record.id, record }));
    const rest: Item[] = isPending ? waiting(`group ${section.key}`, Math.min(section.count, 3)) : [];
    return [head, ...rows, ...rest, ...(hasMore ? [{ kind: "more" as const, key: `more ${section.key}`, section }] : [])];
  });
  return {
    items,
    records: pages.filter(({ section }) => isOpen(section)).flatMap((page) => page.records),
    total: filled.reduce((sum, section) => sum + section.count, 0),
    isExact: true,
    isPending: isEnabled && grouped.isPending,
    isOld: false,
    error: grouped.error,
    measures: grouped.measures,
    loadMore: () => undefined,
    toggle: (section) => setToggled(new Map(toggled).set(section.key, !isOpen(section))),
    retry: () => undefined,
  };
}
