import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import { may } from "@/api/session";
import { isWritable } from "@/fields/registry";
import { translate } from "@/i18n";
import { inSentence } from "@/ui/format/words";

/** Why a value of an object's records cannot be changed in its place; nothing where it can. */
export function whyFixed(object: ObjectMeta, field: FieldMeta | undefined, record?: WireRecord): string | null {
  if (!may(object, "edit")) return translate("records:fixed.right", { objects: inSentence(object.plural) });
  if (record?.can_edit === false) return translate("records:fixed.record");
  return !field || isWritable(field) ? null : translate("records:fixed.field", { field: field.label });
}
