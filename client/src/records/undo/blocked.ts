import { isProblem } from "@/api/problem";

export interface BlockedRecord {
  object: string;
  /** None for what the reader may not see. */
  id: string | null;
  title: string | null;
  code: string;
  /** Why it stays, in the reader's language. */
  message: string;
  change_set: string | null;
  /** Where others refer to it: how many, and the first few that the reader may see. */
  referred_by?: { count: number; records: { object: string; id: string; title: string | null }[] };
}

/** What stands in the way of an undo: the first of it, how much it is, and how much else could be undone. */
export function blockedOf(error: unknown): { rows: BlockedRecord[]; count: number; rest: number } {
  if (!isProblem(error) || error.code !== "undo_blocked") return { rows: [], count: 0, rest: 0 };
  const rows = Array.isArray(error.more.blocked) ? (error.more.blocked as BlockedRecord[]) : [];
  return { rows, count: typeof error.more.count === "number" ? error.more.count : rows.length, rest: Number(error.more.rest ?? 0) };
}
