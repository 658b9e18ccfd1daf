import type { FieldKind, FieldMeta } from "@/api/meta";
import { boolean, multiPicklist, picklist } from "./choice/choice";
import { tags } from "./choice/tags";
import { address, location, personNameUi } from "./composite/composite";
import { date, dateTime } from "./date/date";
import { lines } from "./lines/lines";
import { money } from "./number/money";
import { duration, number, percent, rating } from "./number/number";
import { multiReference, reference } from "./reference/reference";
import { json, longText, richText } from "./text/longText";
import { autoNumber, email, identityNumber, phone, text, url } from "./text/text";
import type { FieldUi } from "./types";

/** How each kind of field is shown, entered and filtered by; a kind that is missing here does not compile. */
export const fieldUis = {
  text,
  long_text: longText,
  rich_text: richText,
  number,
  decimal: number,
  percent,
  money,
  boolean,
  date,
  date_time: dateTime,
  duration,
  picklist,
  multi_picklist: multiPicklist,
  tags,
  email,
  phone,
  url,
  address,
  person_name: personNameUi,
  identity_number: identityNumber,
  location,
  reference,
  multi_reference: multiReference,
  rating,
  json,
  auto_number: autoNumber,
  formula: number,
  roll_up: number,
  lines,
} satisfies Record<FieldKind, FieldUi>;

/** What a field looks like: a formula and a roll-up as what comes out of them. */
export function fieldUi(field: Pick<FieldMeta, "kind" | "result_kind">): FieldUi {
  return fieldUis[field.result_kind ?? field.kind] ?? text;
}

/** Whether the caller may write the field; whether he may write the record is asked of the object. */
export function isWritable(field: FieldMeta): boolean {
  return field.level === "edit" && !field.is_computed && fieldUi(field).editing !== "none";
}

/** A value as the server takes it: references as ids, emptied text as null. */
export function wireValue(field: FieldMeta, value: unknown): unknown {
  if (value === undefined || value === "") return null;
  return fieldUi(field).toWire?.(value) ?? value;
}
