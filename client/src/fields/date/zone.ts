import dayjs, { type Dayjs } from "dayjs";
import timezone from "dayjs/plugin/timezone";
import utc from "dayjs/plugin/utc";

dayjs.extend(utc);
dayjs.extend(timezone);

/** An instant as the wall clock of a zone shows it. */
export function wallClock(instant: string, zone: string): Dayjs | null {
  const moment = dayjs(instant);
  return moment.isValid() ? moment.tz(zone) : null;
}

/** The instant at which a zone's wall clock shows what was chosen. */
export function instantOf(chosen: Dayjs, zone: string): string {
  return dayjs.tz(chosen.format("YYYY-MM-DDTHH:mm:ss"), zone).toISOString();
}

/** A calendar date, which has no zone. */
export function calendarDay(value: string): Dayjs | null {
  const day = dayjs(value);
  return value && day.isValid() ? day : null;
}
