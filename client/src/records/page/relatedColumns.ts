import type { FieldMeta, ObjectMeta } from "@/api/meta";

const mostColumns = 7;

/** The columns of a related list: those of the object's first table, without the way back. */
export function relatedColumns(target: ObjectMeta, back: string): FieldMeta[] {
  const table = target.views.find((view) => view.kind === "table");
  const names = table?.columns.length ? table.columns : [target.title, ...target.key_facts];
  return [...new Set(names)]
    .filter((name) => name !== back)
    .flatMap((name) => target.fields[name] ?? [])
    .filter((field) => field.kind !== "lines")
    .slice(0, mostColumns);
}
