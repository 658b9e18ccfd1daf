import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { EventHub, type HubMessage } from "./hub";
import type { TabMessage } from "./worker";

export interface ChangeEvent {
  seq: number;
  change_set: string;
  by: string | null;
  /** Of very many records of one object only the object is named. */
  records: { object: string; id: string | null; kind: string }[];
}

/** What the server tells by itself. */
export interface LiveEvents {
  change: ChangeEvent;
  /** Objects or fields changed, or so much was missed that anything may have. */
  meta: Record<string, unknown>;
  progress: Record<string, unknown>;
}

type Name = keyof LiveEvents;
type Listener = (name: Name, content: never) => void;

const names: readonly string[] = ["change", "meta", "progress"] satisfies Name[];
const listeners = new Set<Listener>();
const connectionListeners = new Set<() => void>();
let isConnected = true;

function receive(message: HubMessage): void {
  if (message.kind === "connection") {
    isConnected = message.isOpen;
    for (const listener of connectionListeners) listener();
    return;
  }
  const { event, data } = message.event;
  if (!names.includes(event)) return;
  const content = JSON.parse(data) as never;
  for (const listener of listeners) listener(event as Name, content);
}

function joinShared(after: number): () => void {
  const worker = new SharedWorker(new URL("./worker.ts", import.meta.url), { type: "module", name: "guanxi-events" });
  const say = (message: TabMessage) => worker.port.postMessage(message);
  const join = () => say({ kind: "join", after });
  const leave = () => say({ kind: "leave" });
  worker.port.onmessage = ({ data }: MessageEvent<HubMessage>) => receive(data);
  join();
  // A tab that goes to the back/forward cache must not keep the connection, and gets it again when it returns.
  addEventListener("pagehide", leave);
  addEventListener("pageshow", join);
  return () => {
    removeEventListener("pagehide", leave);
    removeEventListener("pageshow", join);
    leave();
    worker.port.close();
  };
}

/** Opens the event stream: one for all tabs of the browser, or one for this tab where tabs cannot share. */
export function joinEvents(after: number): () => void {
  return typeof SharedWorker === "undefined" ? new EventHub("/api/v1/events").join(receive, after) : joinShared(after);
}

function listen(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function onServerEvent<N extends Name>(name: N, act: (content: LiveEvents[N]) => void): () => void {
  return listen((heard, content) => {
    if (heard === name) act(content);
  });
}

/** Acts on an event of the server while the component is shown. */
export function useServerEvent<N extends Name>(name: N, act: (content: LiveEvents[N]) => void): void {
  const latest = useEffectEvent(act);
  useEffect(() => onServerEvent(name, (content) => latest(content)), [name]);
}

function watchConnection(listener: () => void): () => void {
  connectionListeners.add(listener);
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    connectionListeners.delete(listener);
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

/** Whether changes of others arrive just now. */
export function useIsConnected(): boolean {
  return useSyncExternalStore(watchConnection, () => isConnected && navigator.onLine);
}
