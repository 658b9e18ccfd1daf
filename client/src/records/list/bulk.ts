import { api, send } from "@/api/client";
import type { Filter, ObjectMeta, RecordPage } from "@/api/meta";
import { Problem } from "@/api/problem";
import type { Referring } from "../undo/referring";
import type { Question } from "./useRecords";
import { filterText } from "./useRecords";
import type { Selection, Target } from "./useSelection";

export interface Refused {
  id: string;
  title: string | null;
  errors: { field: string; message: string }[];
}

export interface BulkResult {
  changed: number;
  change_set: string | null;
  refused?: Refused[];
  /** Of a deletion: who still refers to what was deleted. */
  referring?: Referring;
}

/** The most records that one bulk change takes. */
export const bulkLimit = 10_000;

/** The ids that a quick filter finds, which filters cannot say. */
async function idsFound(object: string, question: Question): Promise<string[]> {
  const ids: string[] = [];
  let cursor: string | undefined;
  do {
    const page: RecordPage = await api.get(`/records/${object}`, { fields: "id", filter: filterText(question.filter), q: question.q, limit: 500, cursor, count: "none" });
    ids.push(...page.records.map((record) => record.id));
    cursor = page.next_cursor ?? undefined;
  } while (cursor && ids.length < bulkLimit);
  return ids;
}

/** What a selection stands for. */
export async function targetOf(object: string, selection: Selection, question: Question): Promise<Target> {
  if (!selection.isAll) return { ids: [...selection.ids] };
  return question.q ? { ids: await idsFound(object, question) } : { filter: question.filter };
}

export function filterOf(target: Target): Filter {
  return "ids" in target ? { field: "id", op: "in", value: target.ids } : target.filter;
}

export function bulkEdit(object: string, target: Target, values: Record<string, unknown>): Promise<BulkResult> {
  return api.patch<BulkResult>(`/records/${object}`, { ...target, values });
}

export async function bulkDelete(object: string, target: Target): Promise<BulkResult> {
  const response = await send("DELETE", `/records/${object}`, { body: target });
  return (await response.json()) as BulkResult;
}

export const exportFormats = ["xlsx", "csv", "parquet"] as const;
export type ExportFormat = (typeof exportFormats)[number];

export const exportTexts: Record<ExportFormat, string> = {
  xlsx: "records:export.xlsx",
  csv: "records:export.csv",
  parquet: "records:export.parquet",
};

interface ExportState {
  id: string;
  state: string;
  done?: number;
  total?: number;
  /** Restricted records that stand in no export. */
  left_out?: number;
  /** Why it failed. */
  error?: string | null;
}

export interface ExportRequest {
  object: ObjectMeta;
  filter: Filter;
  fields: string[];
  sort: readonly string[];
  format: ExportFormat;
}

const pause = 700;

/** Has the server write a file of what a view shows, waits for it and gives its address and how many it leaves out. */
export async function exportRecords({ object, ...request }: ExportRequest): Promise<{ address: string; leftOut: number }> {
  let made = await api.post<ExportState>("/exports", { object: object.name, ...request });
  while (!["done", "failed", "cancelled"].includes(made.state)) {
    await new Promise((resume) => setTimeout(resume, pause));
    made = await api.get<ExportState>(`/exports/${made.id}`);
  }
  if (made.state !== "done") throw new Problem(422, "export_failed", "", made.error ?? "");
  return { address: `/api/v1/exports/${made.id}/file`, leftOut: made.left_out ?? 0 };
}
