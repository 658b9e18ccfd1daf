import { EventHub } from "./hub";

/** What a tab says to the worker that all tabs share. */
export type TabMessage = { kind: "join"; after: number } | { kind: "leave" };

interface WorkerScope {
  onconnect: ((event: MessageEvent) => void) | null;
}

const hub = new EventHub("/api/v1/events");

(globalThis as unknown as WorkerScope).onconnect = ({ ports }) => {
  const port = ports[0];
  if (!port) return;
  let leave: (() => void) | null = null;
  port.onmessage = ({ data }: MessageEvent<TabMessage>) => {
    leave?.();
    leave = data.kind === "join" ? hub.join((message) => port.postMessage(message), data.after) : null;
  };
};
