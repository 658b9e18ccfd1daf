import { dayIn } from "@/ui/format/dates";

export interface Day<T> {
  /** YYYY-MM-DD in the person's time zone. */
  day: string;
  entries: T[];
}

/** Puts entries that come newest first under their calendar days. */
export function byDay<T extends { at: string }>(entries: readonly T[], timeZone: string): Day<T>[] {
  const days: Day<T>[] = [];
  for (const entry of entries) {
    const day = dayIn(timeZone, new Date(entry.at));
    const last = days.at(-1);
    if (last?.day === day) last.entries.push(entry);
    else days.push({ day, entries: [entry] });
  }
  return days;
}
