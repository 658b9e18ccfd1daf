import { QueryClient } from "@tanstack/react-query";
import { expect, test, vi } from "vitest";
import { EventHub, type HubMessage } from "@/api/events/hub";
import { EventParser } from "@/api/events/parse";
import { outdatedBy } from "@/api/events/renewal";
import { keys } from "@/api/queries";

const stream = "retry: 5\n: hello\n\nid: 7\nevent: change\ndata: {\"a\":\ndata: 1}\n\ndata: plain\r\n\r\nevent: empty\n\n";
const expected = [
  { id: "7", event: "change", data: '{"a":\n1}' },
  { id: "7", event: "message", data: "plain" },
];

test.each([1, 2, 3, 5, 8, 1_000])("a stream cut every %i characters gives the same events", (size) => {
  const parser = new EventParser();
  const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, place) => stream.slice(place * size, (place + 1) * size));
  expect(pieces.flatMap((piece) => parser.push(piece))).toEqual(expected);
});

test("an event that is not finished is not told", () => {
  expect(new EventParser().push("data: half\n")).toEqual([]);
});

test("the hub resumes after the last event that it saw", async () => {
  vi.useFakeTimers();
  const cursors: (string | null)[] = [];
  const bodies = ["id: 41\ndata: {}\n\n", ""];
  vi.stubGlobal("fetch", (_address: string, request: RequestInit) => {
    cursors.push(new Headers(request.headers).get("Last-Event-ID"));
    return Promise.resolve(new Response(bodies.shift() ?? null, { status: cursors.length > 2 ? 401 : 200 }));
  });
  const heard: HubMessage[] = [];
  const leave = new EventHub("/api/v1/events").join((message) => heard.push(message));
  await vi.advanceTimersByTimeAsync(20_000);
  leave();
  vi.useRealTimers();
  expect(cursors).toEqual([null, "41", "41"]);
  expect(heard.filter(({ kind }) => kind === "event")).toHaveLength(1);
  expect(heard.at(-1)).toEqual({ kind: "connection", isOpen: false });
});

test("the first connection tells what has happened since the screens were read", async () => {
  const cursors: (string | null)[] = [];
  vi.stubGlobal("fetch", (_address: string, request: RequestInit) => {
    cursors.push(new Headers(request.headers).get("Last-Event-ID"));
    return Promise.resolve(new Response(null, { status: 401 }));
  });
  const hub = new EventHub("/api/v1/events");
  const leave = hub.join(() => undefined, 40);
  await vi.waitFor(() => expect(cursors).toEqual(["40"]));
  leave();
});

test("the hub stops asking when nobody listens any more", async () => {
  vi.useFakeTimers();
  const fetch = vi.fn(() => Promise.resolve(new Response(null, { status: 503 })));
  vi.stubGlobal("fetch", fetch);
  const leave = new EventHub("/api/v1/events").join(() => undefined);
  await vi.advanceTimersByTimeAsync(100);
  leave();
  await vi.advanceTimersByTimeAsync(120_000);
  vi.useRealTimers();
  expect(fetch).toHaveBeenCalledOnce();
});

test("a change of very many records makes all of their object old", () => {
  const change = { seq: 1, change_set: "c", by: null, records: [{ object: "account", id: null, kind: "many" }] };
  expect(outdatedBy(change)).toContainEqual(keys.object("account"));
});

test("a change makes its record and the lists of its object old, and nothing else", async () => {
  const client = new QueryClient();
  const other = keys.record("account", "2");
  const kept = [keys.list("account", {}), keys.aggregate("account", {}), keys.record("account", "1"), keys.recordPart("account", "1", "history"), other, keys.list("contact", {})];
  for (const key of kept) client.setQueryData(key, {});
  const change = { seq: 1, change_set: "c", by: null, records: [{ object: "account", id: "1", kind: "update" }] };
  for (const queryKey of outdatedBy(change)) await client.invalidateQueries({ queryKey });
  expect(kept.map((key) => client.getQueryState(key)?.isInvalidated)).toEqual([true, true, true, true, false, false]);
});
