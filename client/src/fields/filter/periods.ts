/** The spans of time that a date may be within, as the server knows them. */
export const periods = [
  "today", "yesterday", "tomorrow", "this_week", "last_week", "next_week", "this_month", "last_month", "next_month",
  "this_quarter", "last_quarter", "this_year", "last_year", "last_7_days", "last_30_days", "last_90_days", "next_7_days", "next_30_days",
] as const;

/** Operators that compare with a list. */
export const listOperators: ReadonlySet<string> = new Set(["in", "not_in", "has_any", "has_all", "has_none"]);

/** Operators that compare with nothing. */
export const bareOperators: ReadonlySet<string> = new Set(["is_set", "is_empty"]);
