import type { FieldMeta, WireRecord } from "@/api/meta";
import { dayIn } from "@/ui/format/dates";

const dayLength = 86_400_000;

function parse(day: string): number {
  return Date.parse(`${day}T00:00:00Z`);
}

/** A calendar date some days later or earlier. */
export function plusDays(day: string, days: number): string {
  return new Date(parse(day) + days * dayLength).toISOString().slice(0, 10);
}

export function daysFrom(one: string, other: string): number {
  return Math.round((parse(other) - parse(one)) / dayLength);
}

/** Chinese and European weeks begin on Monday, American ones on Sunday. */
export function weekStart(language: string): number {
  const locale = new Intl.Locale(language) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
  if (language.startsWith("zh")) return 1;
  return (locale.getWeekInfo?.() ?? locale.weekInfo)?.firstDay ?? 1;
}

/** The first day of the week that a day is in; weekdays count from 1, Monday, to 7. */
export function startOfWeek(day: string, first: number): string {
  const weekday = new Date(parse(day)).getUTCDay() || 7;
  return plusDays(day, -((weekday - first + 7) % 7));
}

/** The days that a month or a week shows; a month is filled up to whole weeks. */
export function shownDays(day: string, span: "month" | "week", first: number): string[] {
  if (span === "week") {
    const start = startOfWeek(day, first);
    return Array.from({ length: 7 }, (_, place) => plusDays(start, place));
  }
  const month = day.slice(0, 7);
  const start = startOfWeek(`${month}-01`, first);
  const last = plusDays(nextMonth(day), -1);
  const weeks = Math.ceil((daysFrom(start, last) + 1) / 7);
  return Array.from({ length: weeks * 7 }, (_, place) => plusDays(start, place));
}

export function nextMonth(day: string, step = 1): string {
  const [year = 0, month = 1] = day.split("-").map(Number);
  return new Date(Date.UTC(year, month - 1 + step, 1)).toISOString().slice(0, 10);
}

/** The calendar day that a date or an instant falls on. */
export function dayOf(field: FieldMeta, value: unknown, timeZone: string): string | null {
  if (typeof value !== "string" || !value) return null;
  return (field.result_kind ?? field.kind) === "date" ? value.slice(0, 10) : dayIn(timeZone, new Date(value));
}

/** One record on one of its days. */
export interface Entry {
  record: WireRecord;
  day: string;
  isStart: boolean;
}

export interface Span {
  by: FieldMeta;
  until: FieldMeta | undefined;
  timeZone: string;
}

const longest = 62;

/** The records on each day that they last. */
export function entriesOn(records: readonly WireRecord[], days: readonly string[], { by, until, timeZone }: Span): Map<string, Entry[]> {
  const shown = new Map<string, Entry[]>(days.map((day) => [day, []]));
  for (const record of records) {
    const start = dayOf(by, record[by.name], timeZone);
    if (!start) continue;
    const end = until ? (dayOf(until, record[until.name], timeZone) ?? start) : start;
    const length = Math.min(longest, Math.max(0, daysFrom(start, end)));
    for (let step = 0; step <= length; step += 1) shown.get(plusDays(start, step))?.push({ record, day: start, isStart: step === 0 });
  }
  for (const entries of shown.values()) entries.sort((one, other) => String(one.record[by.name]).localeCompare(String(other.record[by.name])));
  return shown;
}

/** The same time of day, some days later; dates have no time. */
export function movedValue(value: unknown, days: number): string | null {
  if (typeof value !== "string") return null;
  if (value.length === 10) return plusDays(value, days);
  return new Date(Date.parse(value) + days * dayLength).toISOString();
}
