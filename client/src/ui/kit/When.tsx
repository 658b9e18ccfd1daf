import { useSyncExternalStore } from "react";
import { useFormat } from "../format/FormatContext";

let now = Date.now();
const listeners = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

function watch(listener: () => void): () => void {
  listeners.add(listener);
  if (timer === undefined) {
    now = Date.now();
    timer = setInterval(() => {
      now = Date.now();
      for (const each of listeners) each();
    }, 30_000);
  }
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** The present, renewed twice a minute for everything that is written relative to it. */
export function useNow(): Date {
  return new Date(useSyncExternalStore(watch, () => now));
}

const dateOnly = /^\d{4}-\d{2}-\d{2}$/;

/** An instant or a date, relative to now; the exact one on hover. */
export function When({ at }: { at: string }) {
  const format = useFormat();
  const present = useNow();
  const isDay = dateOnly.test(at);
  return (
    <time dateTime={at} title={isDay ? format.date(at) : format.exactTime(at)}>
      {isDay ? format.relativeDay(at, present) : format.relative(at, present)}
    </time>
  );
}
