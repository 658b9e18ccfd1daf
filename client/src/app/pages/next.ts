/** Only an address of our own may follow the sign-in. */
export function safeNext(next: unknown): string {
  return typeof next === "string" && /^\/(?![/\\])/.test(next) ? next : "/";
}

/** What the sign-in page is told: where to go then, what went wrong elsewhere, and that a second step is left. */
export interface LoginSearch {
  next?: string;
  fault?: string;
  step?: boolean;
}

export function loginSearch(search: Record<string, unknown>): LoginSearch {
  return {
    ...(typeof search.next === "string" ? { next: search.next } : {}),
    ...(typeof search.fault === "string" ? { fault: search.fault } : {}),
    ...(search.step ? { step: true } : {}),
  };
}
