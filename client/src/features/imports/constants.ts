import type { FieldMeta } from "@/api/meta";
import { isEmpty } from "@/fields/values";
import type { Constant, Mapped } from "./imports";

/** Fields whose value has an input that fits into a row. */
const neverFixed = new Set(["rich_text", "json", "address", "location", "multi_reference"]);

/** The fields that neither a column nor a fixed value fills. */
export function freeFields(fields: readonly FieldMeta[], mapping: readonly Mapped[], constants: readonly Constant[]): FieldMeta[] {
  const filled = new Set([...mapping, ...constants].map((each) => each.field));
  return fields.filter((field) => !filled.has(field.name) && !field.unique && !neverFixed.has(field.kind));
}

/** The fixed values of whole fields; parts, such as a currency, are chosen beside their column. */
export function wholeConstants(constants: readonly Constant[]): Constant[] {
  return constants.filter((each) => !each.part);
}

export function withConstant(constants: readonly Constant[], field: string, value: unknown): Constant[] {
  const isThere = constants.some((each) => each.field === field && !each.part);
  if (!isThere) return [...constants, { field, value }];
  return constants.map((each) => (each.field === field && !each.part ? { ...each, value } : each));
}

export function withoutConstant(constants: readonly Constant[], field: string): Constant[] {
  return constants.filter((each) => each.field !== field || each.part);
}

export function currencyOf(constants: readonly Constant[], field: string): string | null {
  const found = constants.find((each) => each.field === field && each.part === "currency");
  return typeof found?.value === "string" ? found.value : null;
}

export function withCurrency(constants: readonly Constant[], field: string, currency: string): Constant[] {
  const others = constants.filter((each) => each.field !== field || each.part !== "currency");
  return [...others, { field, part: "currency", value: currency }];
}

/** What is sent: values that are given, of fields that no column fills, and currencies of amounts that one fills. */
export function soundConstants(constants: readonly Constant[], mapping: readonly Mapped[]): Constant[] {
  const fills = (field: string) => mapping.some((each) => each.field === field);
  return constants.filter((each) => !isEmpty(each.value) && fills(each.field) === Boolean(each.part));
}
