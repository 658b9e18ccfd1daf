export interface FieldProblem {
  field: string;
  code: string;
  message: string;
}

/** What went wrong with a request, as the server tells it (RFC 9457). */
export class Problem extends Error {
  override readonly name = "Problem";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldProblem[] = [],
    /** Members beyond the standard ones, such as base, theirs and yours of a conflict. */
    readonly more: Readonly<Record<string, unknown>> = {},
  ) {
    super(detail || title || code);
  }

  /** The message for one field, for showing it beside its input. */
  forField(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }

  get isOffline(): boolean {
    return this.status === 0;
  }

  /** By which the server's log knows a failure of its own; nothing for what a person can mend. */
  get requestId(): string {
    return this.status >= 500 ? text(this.more.request_id) : "";
  }
}

export function isProblem(value: unknown): value is Problem {
  return value instanceof Problem;
}

const known = new Set(["type", "title", "status", "detail", "code", "errors", "instance"]);

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldProblems(value: unknown): FieldProblem[] {
  if (!Array.isArray(value)) return [];
  return value.filter(isRecord).map((error) => ({
    field: text(error.field),
    code: text(error.code),
    message: text(error.message),
  }));
}

/** What a body that is no success says; one that is no problem document still becomes a Problem. */
export function problemOf(status: number, reason: string, body: unknown, requestId: string | null): Problem {
  const request = requestId ? { request_id: requestId } : {};
  if (!isRecord(body)) return new Problem(status, `http_${status}`, reason, "", [], request);
  const more = Object.fromEntries(Object.entries(body).filter(([name]) => !known.has(name)));
  const code = text(body.code) || `http_${status}`;
  return new Problem(status, code, text(body.title), text(body.detail), fieldProblems(body.errors), { ...request, ...more });
}

/** Reads an answer that is not a success. */
export async function problemFrom(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null);
  return problemOf(response.status, response.statusText, body, response.headers.get("X-Request-Id"));
}
