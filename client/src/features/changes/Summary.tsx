import { useMeta } from "@/api/session";
import { currentLanguage, useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import type { ChangeSet } from "./changes";
import { kindKey } from "./words";

/** What a change set did, in a few words: "created 3 accounts". */
export function Summary({ set }: { set: Pick<ChangeSet, "summary"> }) {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const meta = useMeta().data;
  const inOrder = set.summary.toSorted((one, other) => one.kind.localeCompare(other.kind) || other.count - one.count);
  const parts = inOrder.map(({ object, kind, count, label }) => {
    const spec = meta?.objects[object];
    const name = (count === 1 ? spec?.label : spec?.plural) ?? label ?? object;
    return t(kindKey(kind), { count, number: format.number(count), name: inSentence(name) });
  });
  return <>{new Intl.ListFormat(currentLanguage(), { type: "conjunction", style: "short" }).format(parts) || t("nothing")}</>;
}
