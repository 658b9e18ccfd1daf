import { useDroppable } from "@dnd-kit/core";
import type { FieldMeta, ObjectMeta } from "@/api/meta";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { asText } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Chip } from "@/ui/kit/Chip";
import { toneOf } from "@/ui/kit/tones";
import type { SectionPage } from "../list/sections";
import styles from "./board.module.css";
import { BoardCard } from "./Card";

interface ColumnProps {
  object: ObjectMeta;
  page: SectionPage;
  fields: readonly FieldMeta[];
  total: FieldMeta | undefined;
  canMove: boolean;
  /** The card in hand comes from another column. */
  isAwaiting: boolean;
  shownId: string | null;
  onPreview: (id: string) => void;
  onMore: () => void;
}

function Sum({ field, value }: { field: FieldMeta; value: string | number | null }) {
  const format = useFormat();
  if (value === null) return null;
  return <span title={field.label}>{field.kind === "money" ? format.companyMoney(asText(value)) : <FieldDisplay field={field} value={value} />}</span>;
}

export const columnId = (key: string | null) => `column:${key ?? ""}`;

/** One value of the board's field: how many records have it, their sum, and their cards. */
export function Column({ object, page, fields, total, canMove, isAwaiting, shownId, onPreview, onMore }: ColumnProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const { section, records, hasMore } = page;
  const { setNodeRef, isOver } = useDroppable({ id: columnId(section.key), data: { title: section.title } });
  return (
    <section className={styles.column} aria-label={t("board.column", { title: section.title, count: section.count })}>
      <h2 className={styles.head}>
        <span className={styles.name}>{section.colour ? <Chip tone={toneOf(section.colour)}>{section.title}</Chip> : section.title}</span>
        <span className={styles.count}>{format.number(section.count)}</span>
        <span className={styles.sum}>{total && <Sum field={total} value={section.values[0] ?? null} />}</span>
      </h2>
      <ul ref={setNodeRef} className={styles.cards} data-over={isOver || undefined}>
        {isAwaiting && isOver && <li className={styles.gap} aria-hidden="true" />}
        {records.map((record) => (
          <BoardCard key={record.id} object={object} record={record} fields={fields} isFinal={section.isFinal} canMove={canMove} isShown={shownId === record.id} onPreview={() => onPreview(record.id)} />
        ))}
        {hasMore && (
          <li>
            <button type="button" className={styles.more} onClick={onMore}>
              {t("board.more", { count: section.count - records.length, shown: format.number(Math.max(0, section.count - records.length)) })}
            </button>
          </li>
        )}
        {records.length === 0 && !page.isPending && <li className={styles.none}>{t("board.empty")}</li>}
      </ul>
    </section>
  );
}
