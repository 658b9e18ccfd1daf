import { Link } from "@tanstack/react-router";
import type { SearchHit } from "@/api/meta";
import { useMeta } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { Card } from "@/ui/kit/Card";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import styles from "./SearchPage.module.css";

/** Records that were found, each with what matched. */
export function Hits({ hits, isCut }: { hits: readonly SearchHit[]; isCut: boolean }) {
  const { t } = useTranslation("app");
  const objects = useMeta().data?.objects;
  return (
    <>
      <p className={styles.count} role="status">
        {t(isCut ? "search.first" : "search.found", { count: hits.length })}
      </p>
      <Card isFlush>
        <ul>
          {hits.map((hit) => (
            <li key={`${hit.object}/${hit.id}`}>
              <Link {...recordAddress(hit.object, hit.id)} className={styles.hit}>
                <span className={styles.icon} aria-hidden="true">
                  <ObjectIcon name={objects?.[hit.object]?.icon} />
                </span>
                <span className={styles.words}>
                  <b>{hit.title}</b>
                  <span className={styles.beside}>{[objects?.[hit.object]?.label, hit.belongs_to, hit.subtitle].filter(Boolean).join(" · ")}</span>
                  {hit.matched
                    .filter(({ text }) => text !== hit.title)
                    .map(({ field, label, text, tags }) => {
                      const meta = tags && objects?.[hit.object]?.fields[field];
                      return (
                        <span key={field} className={styles.matched}>
                          {label}: {meta ? <FieldDisplay field={meta} value={tags} /> : text}
                        </span>
                      );
                    })}
                </span>
              </Link>
            </li>
          ))}
        </ul>
      </Card>
    </>
  );
}
