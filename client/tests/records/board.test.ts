import { expect, test } from "vitest";
import type { WireRecord } from "@/api/meta";
import { withMoves, type Move } from "@/records/board/moves";
import type { SectionPage } from "@/records/list/sections";
import { record } from "./objects";

function page(key: string | null, ids: string[], count: number, sum: string): SectionPage {
  const section = { key, title: key ?? "", count, values: [sum], filter: {}, colour: null, isFinal: false };
  return { section, records: ids.map((id) => record(id, { mass: "10" })), isPending: false, hasMore: false };
}

const amountOf = (moved: WireRecord) => Number(moved.mass);
const pages = () => [page("new", ["a", "b"], 5, "100"), page("full", ["c"], 1, "10.10")];
const moves = (...all: Move[]) => new Map(all.map((move) => [move.record.id, move]));
const a = record("a", { mass: "10" });

test("a moved card is in its new column at once, with counts and sums", () => {
  const [from, to] = withMoves(pages(), moves({ record: a, from: "new", to: "full" }), amountOf);
  expect(from).toMatchObject({ section: { count: 4, values: [90] }, records: [{ id: "b" }] });
  expect(to).toMatchObject({ section: { count: 2, values: [20.1] }, records: [{ id: "a" }, { id: "c" }] });
});

test("a card that the server already shows there is not shown twice", () => {
  const after = [page("new", ["b"], 5, "100"), page("full", ["a", "c"], 1, "10")];
  const [, to] = withMoves(after, moves({ record: a, from: "new", to: "full" }), amountOf);
  expect(to?.records.map((each) => each.id)).toEqual(["a", "c"]);
});

test("without moves nothing changes", () => {
  expect(withMoves(pages(), moves(), amountOf)).toEqual(pages());
});

test("a card put back where it was changes nothing", () => {
  expect(withMoves(pages(), moves({ record: a, from: "new", to: "new" }), amountOf)).toEqual(pages());
});
