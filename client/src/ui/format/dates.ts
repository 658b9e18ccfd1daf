import type { FormatSettings } from "./format";

const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** The calendar day, as YYYY-MM-DD, that an instant falls on in a time zone. */
export function dayIn(timeZone: string, instant: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" }).format(instant);
}

function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / day);
}

function farUnit(days: number): [number, Intl.RelativeTimeFormatUnit] {
  const size = Math.abs(days);
  if (size < 45) return [days, "day"];
  if (size < 320) return [Math.round(days / 30.44), "month"];
  return [Math.round(days / 365.25) || Math.sign(days), "year"];
}

/** Sets a space between figures and Chinese characters: 3 天前, 11 月 22 日. */
export function airy(text: string): string {
  return text.replace(/(?<=\d)(?=\p{Script=Han})|(?<=\p{Script=Han})(?=\d)/gu, "\u00a0");
}

export function dateFormats({ language, timeZone }: FormatSettings) {
  const relativeTime = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
  const ago = (count: number, unit: Intl.RelativeTimeFormatUnit) => airy(relativeTime.format(count, unit));
  const styled = (options: Intl.DateTimeFormatOptions, zone = timeZone) =>
    new Intl.DateTimeFormat(language, { timeZone: zone, ...options });
  const dateStyle = { year: "numeric", month: "short", day: "numeric" } as const;
  const clock = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;

  /** A calendar date (YYYY-MM-DD), which has no time zone. */
  const date = (value: string) => airy(styled(dateStyle, "UTC").format(new Date(`${value}T00:00:00Z`)));
  const dateTime = (instant: string) => airy(styled({ ...dateStyle, ...clock }).format(new Date(instant)));
  const toTheSecond = (instant: string) => airy(styled({ ...dateStyle, ...clock, second: "2-digit" }).format(new Date(instant)));
  const exactTime = (instant: string) =>
    airy(styled({ ...dateStyle, weekday: "short", ...clock, second: "2-digit", timeZoneName: "short" }).format(new Date(instant)));
  const time = (instant: string) => styled(clock).format(new Date(instant));
  const weekday = (instant: Date) => airy(styled({ month: "long", day: "numeric", weekday: "long" }).format(instant));
  const today = (now = new Date()) => dayIn(timeZone, now);

  /** Today, yesterday, in 3 days: how far a calendar date is from the person's today. */
  const relativeDay = (value: string, now = new Date()) => {
    const [count, unit] = farUnit(daysBetween(today(now), value));
    return ago(count, unit);
  };
  const relative = (instant: string, now = new Date()) => {
    const elapsed = Date.parse(instant) - now.getTime();
    const size = Math.abs(elapsed);
    if (size < minute) return ago(0, "second");
    if (size < hour) return ago(Math.trunc(elapsed / minute), "minute");
    const onDay = dayIn(timeZone, new Date(instant));
    if (onDay === today(now)) return ago(Math.trunc(elapsed / hour), "hour");
    return relativeDay(onDay, now);
  };
  /** 1:05 or 26:30, of seconds. */
  const duration = (seconds: number) => {
    const minutes = Math.floor(Math.abs(seconds) / 60);
    const text = `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")}`;
    return seconds < 0 ? `-${text}` : text;
  };
  return { date, dateTime, toTheSecond, exactTime, time, weekday, today, relativeDay, relative, duration };
}
