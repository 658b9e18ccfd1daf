import { useMeta } from "@/api/session";
import { currentLanguage, useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import type { ChangeSet } from "./changes";
import { kindKey } from "./words";

/** What a change set did, in a few words: "created 3 accounts and 1 contact; changed 2 tasks". */
export function Summary({ set }: { set: Pick<ChangeSet, "summary" | "has_more"> }) {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const meta = useMeta().data;
  const list = new Intl.ListFormat(currentLanguage(), { type: "conjunction", style: "long" });
  const inOrder = set.summary.toSorted((one, other) => one.kind.localeCompare(other.kind) || other.count - one.count);
  const kinds = [...new Set(inOrder.map((each) => each.kind))].map((kind) => {
    const parts = inOrder.filter((each) => each.kind === kind).map(({ object, count, label }) => {
      const spec = meta?.objects[object];
      const name = (count === 1 ? spec?.label : spec?.plural) ?? label ?? object;
      const told = { count, number: format.number(count), name: inSentence(name) };
      return set.has_more ? t("countedAtLeast", told) : t("counted", told);
    });
    return t(kindKey(kind), { what: list.format(parts) });
  });
  if (kinds.length === 0) return <>{t("nothing")}</>;
  return <>{kinds.reduce((first, rest) => t("together", { first, rest }))}</>;
}
