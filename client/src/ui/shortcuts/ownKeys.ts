import { useSyncExternalStore } from "react";
import { commands } from "./commands";
import { refusalOf } from "./refusals";

/** A page of the product that has keys of its own. */
export interface OwnAddress {
  to: string;
  title: string;
  keys: string;
}

/** What a person has made different from the usual keys. */
export interface OwnKeys {
  /** By the label of a command; empty where its keys were taken away. */
  changed: Readonly<Record<string, string>>;
  addresses: readonly OwnAddress[];
}

const mostAddresses = 50;
export const usualKeys: OwnKeys = { changed: {}, addresses: [] };

const written = /^\S{1,30}( \S{1,30})?$/;

export function areSound(keys: unknown): keys is string {
  return typeof keys === "string" && written.test(keys) && refusalOf(keys) === undefined;
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function isOwnAddress(value: unknown): value is OwnAddress {
  const { to, title, keys } = membersOf(value);
  return typeof to === "string" && /^\/(?![/\\])/.test(to) && typeof title === "string" && title !== "" && areSound(keys);
}

/** Keeps what is sound of received keys. */
export function readOwnKeys(value: unknown): OwnKeys {
  const { changed, addresses } = membersOf(value);
  const changeable = commands.filter((command) => !command.isFixed);
  const given = membersOf(changed);
  const sound = changeable.flatMap(({ label, keys }) => {
    const own = given[label];
    return own !== keys && (own === "" || areSound(own)) ? [[label, own] as const] : [];
  });
  const places = Array.isArray(addresses) ? (addresses as unknown[]).filter(isOwnAddress) : [];
  const unlike = [...new Map(places.map(({ to, title, keys }) => [to, { to, title, keys }])).values()];
  return { changed: Object.fromEntries(sound), addresses: unlike.slice(0, mostAddresses) };
}

let current = usualKeys;
const listeners = new Set<() => void>();

export function setOwnKeys(next: OwnKeys): void {
  current = next;
  for (const listener of listeners) listener();
}

function watch(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useOwnKeys(): OwnKeys {
  return useSyncExternalStore(watch, () => current);
}

/** The keys that a command has for this person; empty for none. */
export function useKeysOf(label: string, usual: string): string {
  return useOwnKeys().changed[label] ?? usual;
}
