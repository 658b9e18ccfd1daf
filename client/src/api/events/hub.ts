import { EventParser, type ServerEvent } from "./parse";

export type HubMessage = { kind: "event"; event: ServerEvent } | { kind: "connection"; isOpen: boolean };

const shortestWait = 1_000;
const longestWait = 30_000;

/** Holds one connection to the event stream as long as anybody listens, and resumes where it broke off. */
export class EventHub {
  private listeners = new Set<(message: HubMessage) => void>();
  private abort: AbortController | null = null;
  private cursor: string | null = null;
  private isOpen = false;

  constructor(private readonly address: string) {}

  /** Tells the listener what happens; the first one also what has happened since `after`, when his screens were read. */
  join(listener: (message: HubMessage) => void, after?: number): () => void {
    if (after !== undefined) this.cursor ??= String(after);
    this.listeners.add(listener);
    listener({ kind: "connection", isOpen: this.isOpen });
    if (!this.abort) void this.stay();
    return () => this.leave(listener);
  }

  private leave(listener: (message: HubMessage) => void): void {
    this.listeners.delete(listener);
    if (this.listeners.size > 0) return;
    this.abort?.abort();
    this.abort = null;
  }

  private tell(message: HubMessage): void {
    if (message.kind === "connection") this.isOpen = message.isOpen;
    for (const listener of this.listeners) listener(message);
  }

  private async stay(): Promise<void> {
    const abort = new AbortController();
    this.abort = abort;
    let wait = shortestWait;
    while (!abort.signal.aborted) {
      const outcome = await this.read(abort.signal).catch(() => "broken" as const);
      if (this.isOpen) this.tell({ kind: "connection", isOpen: false });
      if (outcome === "refused") break;
      wait = outcome === "ended" ? shortestWait : Math.min(wait * 2, longestWait);
      await new Promise((resume) => setTimeout(resume, wait * (0.75 + Math.random() / 2)));
    }
    if (this.abort === abort) this.abort = null;
  }

  private async read(signal: AbortSignal): Promise<"ended" | "refused" | "broken"> {
    const response = await fetch(this.address, {
      headers: { Accept: "text/event-stream", ...(this.cursor === null ? {} : { "Last-Event-ID": this.cursor }) },
      credentials: "same-origin",
      cache: "no-store",
      signal,
    });
    if (response.status === 401 || response.status === 403) return "refused";
    if (!response.ok || !response.body) return "broken";
    this.tell({ kind: "connection", isOpen: true });
    const parser = new EventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
      for (const event of parser.push(piece.value)) {
        this.cursor = event.id ?? this.cursor;
        this.tell({ kind: "event", event });
      }
    }
    return "ended";
  }
}
