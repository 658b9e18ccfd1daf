import type { FieldKind } from "@/api/meta";
import type { RollUpFacts } from "./shape";

export const kindTexts: Record<FieldKind, string> = {
  text: "shape:kind.text",
  long_text: "shape:kind.long_text",
  rich_text: "shape:kind.rich_text",
  number: "shape:kind.number",
  decimal: "shape:kind.decimal",
  percent: "shape:kind.percent",
  money: "shape:kind.money",
  boolean: "shape:kind.boolean",
  date: "shape:kind.date",
  date_time: "shape:kind.date_time",
  duration: "shape:kind.duration",
  picklist: "shape:kind.picklist",
  multi_picklist: "shape:kind.multi_picklist",
  tags: "shape:kind.tags",
  email: "shape:kind.email",
  phone: "shape:kind.phone",
  url: "shape:kind.url",
  address: "shape:kind.address",
  person_name: "shape:kind.person_name",
  identity_number: "shape:kind.identity_number",
  location: "shape:kind.location",
  reference: "shape:kind.reference",
  multi_reference: "shape:kind.multi_reference",
  rating: "shape:kind.rating",
  json: "shape:kind.json",
  auto_number: "shape:kind.auto_number",
  formula: "shape:kind.formula",
  roll_up: "shape:kind.roll_up",
  lines: "shape:kind.lines",
};

export const functionTexts: Record<RollUpFacts["function"], string> = {
  count: "shape:function.count",
  sum: "shape:function.sum",
  min: "shape:function.min",
  max: "shape:function.max",
  avg: "shape:function.avg",
};

export const numberingTexts = {
  uscc: "shape:numbering.uscc",
  resident: "shape:numbering.resident",
  card: "shape:numbering.card",
} as const;
