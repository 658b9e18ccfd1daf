import { send } from "@/api/client";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import { isProblem, type Problem } from "@/api/problem";
import type { Values } from "./values";

export interface Saved {
  record: WireRecord;
  /** What "undo" takes back; null where nothing was changed. */
  changeSet: string | null;
}

export interface SaveRequest {
  object: string;
  /** Null for a new record. */
  id: string | null;
  values: Values;
  version?: number | null;
  allowDuplicates?: boolean;
  idempotencyKey?: string;
}

export interface Conflict {
  field: string;
  base: unknown;
  theirs: unknown;
  yours: unknown;
}

export interface Duplicate {
  object: string;
  /** Null where the caller may not see it. */
  id: string | null;
  title: string | null;
  fields: string[];
  /** Whose it is, where the caller may not see it but be told of it. */
  ask: { id: string; title: string } | null;
}

async function saved(response: Response): Promise<Saved> {
  return { record: (await response.json()) as WireRecord, changeSet: response.headers.get("X-Change-Set") };
}

async function change(request: SaveRequest, id: string, version: number | null): Promise<Saved> {
  const query = request.allowDuplicates ? { duplicates: "allow" } : {};
  const ifMatch = version === null ? {} : { ifMatch: `"${version}"` };
  return saved(await send("PATCH", `/records/${request.object}/${id}`, { query, body: request.values, ...ifMatch }));
}

/** Writes one record; what stands in the way is thrown as a Problem. */
export async function saveRecord(request: SaveRequest): Promise<Saved> {
  const { id, version = null } = request;
  if (id === null) {
    const query = request.allowDuplicates ? { duplicates: "allow" } : {};
    const idempotencyKey = request.idempotencyKey ? { idempotencyKey: request.idempotencyKey } : {};
    return saved(await send("POST", `/records/${request.object}`, { query, body: request.values, ...idempotencyKey }));
  }
  try {
    return await change(request, id, version);
  } catch (error) {
    // A newer version in which nobody touched the same fields is no reason to bother the person.
    if (!isProblem(error) || error.status !== 412 || conflictsOf(error).length > 0) throw error;
    return change(request, id, currentVersion(error));
  }
}

function list<T>(value: unknown): T[] {
  return Array.isArray(value) ? (value as T[]) : [];
}

/** The fields that somebody else changed meanwhile; empty for any other problem. */
export function conflictsOf(problem: unknown): Conflict[] {
  return isProblem(problem) && problem.status === 412 ? list<Conflict>(problem.more.conflicts) : [];
}

export function currentVersion(problem: Problem): number | null {
  return typeof problem.more.version === "number" ? problem.more.version : null;
}

/** Why one field was not taken; the faults of other fields are said with their names. */
export function refusalText(problem: Problem, object: ObjectMeta, field: string): string {
  const own = problem.forField(field);
  if (own) return own;
  const others = problem.errors.map((error) => {
    const label = object.fields[error.field]?.label;
    return label ? `${label}: ${error.message}` : error.message;
  });
  return others.join(" ") || problem.message;
}

export function duplicatesOf(problem: unknown): Duplicate[] {
  return isProblem(problem) && problem.code === "duplicate" ? list<Duplicate>(problem.more.duplicates) : [];
}
