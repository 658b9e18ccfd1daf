import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";

/** How long deleted records are kept, in days where the company is. */
export interface Retention {
  retention_days: number;
  time_zone: string;
}

export const retentionQuery = queryOptions({
  queryKey: ["company"] as const,
  queryFn: ({ signal }) => api.get<Retention>("/company", undefined, signal),
});

function dayIn(zone: string, moment: Date): string {
  return new Intl.DateTimeFormat("en-CA", { timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit" }).format(moment);
}

/** The day from which on what was deleted then may go for good. */
export function dueOn(deletedAt: string, { retention_days: days, time_zone: zone }: Retention): string {
  const day = new Date(`${dayIn(zone, new Date(deletedAt))}T00:00:00Z`);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
}

export function isDue(deletedAt: string, retention: Retention, now = new Date()): boolean {
  return dueOn(deletedAt, retention) <= dayIn(retention.time_zone, now);
}
