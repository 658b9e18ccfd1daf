import type { QueryClient, QueryKey } from "@tanstack/react-query";
import { keys } from "../queries";
import { onServerEvent, type ChangeEvent } from "./live";

/** The answers that a change makes old. */
export function outdatedBy(change: ChangeEvent): QueryKey[] {
  const objects = new Set(change.records.map((record) => record.object));
  const lists = [...objects].flatMap((object): QueryKey[] => [
    [...keys.object(object), "list"],
    [...keys.object(object), "aggregate"],
  ]);
  const single = change.records.map(({ object, id }): QueryKey => (id === null ? keys.object(object) : keys.record(object, id)));
  return [...lists, ...single, ["changes"]];
}

const pause = 250;

/** Renews what is on the screen when others change it; many changes at once become one renewal. */
export function renewOnEvents(client: QueryClient): () => void {
  const waiting = new Map<string, QueryKey>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const renew = () => {
    timer = undefined;
    for (const queryKey of waiting.values()) void client.invalidateQueries({ queryKey });
    waiting.clear();
  };
  const stops = [
    onServerEvent("change", (change) => {
      for (const key of outdatedBy(change)) waiting.set(JSON.stringify(key), key);
      timer ??= setTimeout(renew, pause);
    }),
    onServerEvent("meta", () => void client.invalidateQueries()),
  ];
  return () => {
    clearTimeout(timer);
    for (const stop of stops) stop();
  };
}
