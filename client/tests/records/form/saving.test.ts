import { afterEach, describe, expect, it, vi } from "vitest";
import { isProblem } from "@/api/problem";
import { conflictsOf, duplicatesOf, saveRecord } from "@/records/form/saving";

interface Answer {
  status: number;
  body: unknown;
  headers?: Record<string, string>;
}

/** Answers requests in order and remembers them, as the wire would. */
function answering(...answers: Answer[]) {
  const requests: { method: string; address: string; ifMatch: string | null }[] = [];
  const wire = vi.fn(async (address: string, init: RequestInit) => {
    const answer = answers[requests.length] ?? answers[answers.length - 1];
    requests.push({ method: init.method ?? "", address, ifMatch: new Headers(init.headers).get("If-Match") });
    return new Response(JSON.stringify(answer?.body), { status: answer?.status ?? 500, headers: answer?.headers ?? {} });
  });
  vi.stubGlobal("fetch", wire);
  return requests;
}

const stale = (conflicts: unknown[]) => ({ status: 412, body: { code: "stale", title: "Stale", status: 412, version: 7, conflicts } });
const good = { status: 200, body: { id: "b1", version: 8 }, headers: { "X-Change-Set": "c1" } };

afterEach(() => vi.unstubAllGlobals());

describe("saving", () => {
  it("says on which version an edit was based and what undoes it", async () => {
    const requests = answering(good);
    const saved = await saveRecord({ object: "boat", id: "b1", values: { name: "Ann" }, version: 6 });
    expect(saved).toEqual({ record: { id: "b1", version: 8 }, changeSet: "c1" });
    expect(requests).toEqual([{ method: "PATCH", address: "/api/v1/records/boat/b1", ifMatch: '"6"' }]);
  });

  it("goes on by itself where somebody changed other fields only", async () => {
    const requests = answering(stale([]), good);
    await saveRecord({ object: "boat", id: "b1", values: { name: "Ann" }, version: 6 });
    expect(requests.map((request) => request.ifMatch)).toEqual(['"6"', '"7"']);
  });

  it("hands over the fields that two people changed", async () => {
    const conflict = { field: "name", base: "A", theirs: "B", yours: "C" };
    const requests = answering(stale([conflict]));
    const problem = await saveRecord({ object: "boat", id: "b1", values: { name: "C" }, version: 6 }).catch((error: unknown) => error);
    expect(conflictsOf(problem)).toEqual([conflict]);
    expect(requests).toHaveLength(1);
  });

  it("names the records that look the same, and saves in spite of them when told to", async () => {
    const found = { object: "boat", id: "b2", title: "Ann", fields: ["name"] };
    const requests = answering({ status: 409, body: { code: "duplicate", title: "", status: 409, duplicates: [found] } }, { ...good, status: 201 });
    const problem = await saveRecord({ object: "boat", id: null, values: { name: "Ann" } }).catch((error: unknown) => error);
    expect(isProblem(problem)).toBe(true);
    expect(duplicatesOf(problem)).toEqual([found]);
    await saveRecord({ object: "boat", id: null, values: { name: "Ann" }, allowDuplicates: true });
    expect(requests[1]?.address).toBe("/api/v1/records/boat?duplicates=allow");
  });
});
