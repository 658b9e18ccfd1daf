import type { FieldKind } from "@/api/meta";
import type { FieldFacts } from "./shape";

export const withSearch = new Set<FieldKind>(["text", "long_text", "email", "phone", "url", "person_name", "address", "tags", "identity_number", "auto_number"]);
export const withUnique = new Set<FieldKind>(["text", "email", "phone", "url", "number", "identity_number"]);
export const withEncryption = new Set<FieldKind>(["text", "long_text", "email", "phone", "identity_number", "url"]);

/** The marks of a field that its kind knows; encryption is one way and told where it is wanted alone. */
export function marksOf({ kind, unique, search, encrypted }: FieldFacts) {
  return {
    ...(withUnique.has(kind) ? { unique } : {}),
    ...(withSearch.has(kind) ? { search } : {}),
    ...(encrypted && withEncryption.has(kind) ? { encrypted } : {}),
  };
}
