import type { Filter, Meta, ObjectMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { fieldUi } from "@/fields/registry";
import { useTitles } from "@/fields/reference/lookup";
import { asReferences, asList } from "@/fields/values";
import { bareOperators } from "@/fields/filter/periods";
import { useTranslation, type TFunction } from "@/i18n";
import { useFormat, type Format } from "@/ui/format/FormatContext";
import { fieldAt, labelAt } from "./tree";

interface Words {
  meta: Meta | undefined;
  object: ObjectMeta;
  t: TFunction;
  format: Format;
  titles: ReadonlyMap<string, string>;
}

function valueText(words: Words, path: string, value: unknown): string {
  const field = fieldAt(words.meta, words.object, path);
  if (!field) return String(value);
  const ui = fieldUi(field);
  const named = field.target && asReferences(value).length > 0;
  const shown = named ? asReferences(value).map(({ id, title }) => ({ id, title: title ?? words.titles.get(id) ?? null })) : value;
  const each = asList(shown).map((one) => ui.plain(one, field, words));
  return each.join(words.t("records:filter.listJoin"));
}

function textOf(words: Words, filter: Filter, isInside: boolean): string {
  const { t, meta, object } = words;
  if ("field" in filter) {
    const path = filter.field as string;
    const op = filter.op as string;
    const values = { field: labelAt(meta, object, path), op: t(`records:operator.${op}`), value: bareOperators.has(op) ? "" : valueText(words, path, filter.value) };
    return t("records:filter.condition", values).trim();
  }
  if ("not" in filter) return t("records:filter.not", { text: textOf(words, filter.not as Filter, true) });
  const join = "or" in filter ? "or" : "and";
  const parts = (("or" in filter ? filter.or : "and" in filter ? filter.and : []) as Filter[]).map((part) => textOf(words, part, true));
  const joined = parts.join(t(`records:filter.join.${join}`));
  return isInside && parts.length > 1 ? `(${joined})` : joined;
}

function referencesIn(meta: Meta | undefined, object: ObjectMeta, filter: Filter): { target: string; id: string }[] {
  if ("field" in filter) {
    const target = fieldAt(meta, object, filter.field as string)?.target;
    return target ? asReferences(filter.value).map(({ id }) => ({ target, id })) : [];
  }
  const inner = "not" in filter ? [filter.not] : "or" in filter ? filter.or : "and" in filter ? filter.and : [];
  return (inner as Filter[]).flatMap((part) => referencesIn(meta, object, part));
}

/** Writes a filter as a person would say it. */
export function useFilterWords(object: ObjectMeta, filter: Filter): string {
  const { t } = useTranslation("records");
  const format = useFormat();
  const meta = useMeta().data;
  const found = referencesIn(meta, object, filter);
  const target = found[0]?.target ?? "";
  const titles = useTitles(target, found.filter((each) => each.target === target).map(({ id }) => ({ id, title: null })));
  return textOf({ meta, object, t, format, titles }, filter, false);
}
