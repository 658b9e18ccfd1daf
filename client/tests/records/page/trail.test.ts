import { QueryClient } from "@tanstack/react-query";
import { afterEach, describe, expect, it } from "vitest";
import { keys } from "@/api/queries";
import { leaveTrail, placeIn, readTrail, trailFromCache } from "@/records/page/trail";

afterEach(() => sessionStorage.clear());

const trail = { address: "/o/boat?view=mine", label: "Mine", ids: ["a", "b", "c"], total: 9 };

describe("the way to the next record", () => {
  it("survives a reload", () => {
    leaveTrail("boat", trail);
    expect(readTrail("boat")).toEqual(trail);
    expect(readTrail("ship")).toBeNull();
  });

  it("knows the neighbours and the ends", () => {
    expect(placeIn(trail, "b")).toMatchObject({ number: 2, previous: "a", next: "c" });
    expect(placeIn(trail, "a")).toMatchObject({ number: 1, previous: undefined, next: "b" });
    expect(placeIn(trail, "x")).toBeNull();
  });

  it("is found in the pages of a list that is still in memory", () => {
    const client = new QueryClient();
    const pages = [{ records: [{ id: "a" }, { id: "b" }], total: 3 }, { records: [{ id: "c" }] }];
    client.setQueryData(keys.list("boat", "all"), { pages, pageParams: [] });
    expect(trailFromCache(client, "boat", "c")).toMatchObject({ ids: ["a", "b", "c"], total: 3 });
  });

  it("is not taken from a list that was only counted", () => {
    const client = new QueryClient();
    client.setQueryData(keys.list("boat", "count"), { records: [{ id: "a" }], total: 8 });
    expect(trailFromCache(client, "boat", "a")).toBeNull();
  });
});
