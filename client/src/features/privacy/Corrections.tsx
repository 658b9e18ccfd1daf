import { Link } from "@tanstack/react-router";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import styles from "./privacy.module.css";
import type { Correction } from "./requests";

/** What was changed for the request: which fields of which records; the values stand in the history of each. */
export function Corrections({ corrections }: { corrections: readonly Correction[] }) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const objects = useMeta().data?.objects;
  if (corrections.length === 0) return null;
  return (
    <>
      <h3>{t("request.corrections")}</h3>
      <ul className={styles.list}>
        {corrections.map((each) => (
          <li key={each.change_set}>
            <Link to={`/o/${each.object}/${each.key}?tab=history`}>{each.title ?? objects?.[each.object]?.label}</Link>{" "}
            {each.fields.map((name) => objects?.[each.object]?.fields[name]?.label ?? name).join(", ")}{" "}
            <span className={styles.hint}>{[each.by, format.dateTime(each.at)].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </>
  );
}
