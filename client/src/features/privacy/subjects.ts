/** The objects whose records are persons that may agree to something. */
export const subjects: readonly string[] = ["contact", "lead"];
