/** One message of a server-sent event stream (HTML Standard, 9.2). */
export interface ServerEvent {
  id: string | null;
  event: string;
  data: string;
}

/** Cuts a stream of text into server-sent events, however the network has divided it. */
export class EventParser {
  private rest = "";
  private id: string | null = null;
  private event = "";
  private data: string[] = [];

  push(chunk: string): ServerEvent[] {
    const text = this.rest + chunk;
    // A carriage return at the end may be half of a line end.
    const usable = text.endsWith("\r") ? text.slice(0, -1) : text;
    const lines = usable.split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? "") + text.slice(usable.length);
    return lines.flatMap((line) => this.take(line) ?? []);
  }

  private take(line: string): ServerEvent | undefined {
    if (line === "") return this.finish();
    const colon = line.indexOf(":");
    if (colon === 0) return undefined;
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "data") this.data.push(value);
    if (field === "event") this.event = value;
    if (field === "id" && !value.includes("\0")) this.id = value;
    return undefined;
  }

  private finish(): ServerEvent | undefined {
    const { id, event, data } = this;
    this.event = "";
    this.data = [];
    return data.length ? { id, event: event || "message", data: data.join("\n") } : undefined;
  }
}
