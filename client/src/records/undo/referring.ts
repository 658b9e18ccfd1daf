import { translate } from "@/i18n";

/** How many live records still refer to what was deleted. */
export interface Referring {
  count: number;
  /** False where there are more. */
  is_exact: boolean;
}

/** What was done, and who still refers to the so many records that were deleted. */
export function withReferring(done: string, referring: Referring | undefined, deleted: number): string {
  if (!referring || referring.count === 0) return done;
  const { count } = referring;
  if (!referring.is_exact) return translate("records:referring.more", { done, count });
  return deleted === 1 ? translate("records:referring.exact", { done, count }) : translate("records:referring.several", { done, count });
}
