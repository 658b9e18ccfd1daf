import { useDraggable, useDroppable } from "@dnd-kit/core";
import { Link } from "@tanstack/react-router";
import type { FieldMeta, ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { toneOf } from "@/ui/kit/tones";
import { titleOf } from "../form/values";
import styles from "./calendar.module.css";
import type { Entry } from "./days";

/** The colour of a record: that of its first picklist that has one. */
export function toneOfRecord(object: ObjectMeta, record: Record<string, unknown>): string {
  for (const field of Object.values(object.fields)) {
    const choice = field.choices?.find((each) => each.key === record[field.name]);
    if (choice?.colour) return toneOf(choice.colour);
  }
  return "accent";
}

interface EntryChipProps {
  object: ObjectMeta;
  entry: Entry;
  day: string;
  by: FieldMeta | undefined;
  canMove: boolean;
  onPreview: (id: string) => void;
}

function EntryChip({ object, entry, day, by, canMove, onPreview }: EntryChipProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const { record, isStart } = entry;
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id: isStart ? record.id : `${record.id} ${day}`, disabled: !canMove || !isStart || record.can_edit === false });
  const value = by ? record[by.name] : null;
  const time = by?.kind === "date_time" && typeof value === "string" && isStart ? format.time(value) : "";
  return (
    <li ref={setNodeRef} {...listeners}>
      <Link
        {...recordAddress(object.name, record.id)}
        {...attributes}
        role="link"
        className={styles.entry}
        data-tone={toneOfRecord(object, record)}
        data-dragging={isDragging || undefined}
        data-goes-on={!isStart || undefined}
        draggable={false}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onPreview(record.id);
        }}
      >
        {time && <span className={styles.time}>{time}</span>}
        <span className={styles.entryTitle}>{titleOf(object, record) || t("untitled")}</span>
      </Link>
    </li>
  );
}

interface DayProps extends Omit<EntryChipProps, "entry"> {
  entries: readonly Entry[];
  most: number;
  isOutside: boolean;
  onWhole: () => void;
}

/** One day with its records. */
export function Day({ entries, most, isOutside, onWhole, ...props }: DayProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const { day } = props;
  const { setNodeRef, isOver } = useDroppable({ id: day });
  const hidden = entries.length - most;
  const shown = hidden > 0 ? entries.slice(0, most - 1) : entries;
  return (
    <section ref={setNodeRef} className={styles.day} data-outside={isOutside || undefined} data-today={day === format.today() || undefined} data-over={isOver || undefined} aria-label={format.date(day)}>
      <span className={styles.number}>{Number(day.slice(8))}</span>
      <ul>
        {shown.map((entry) => (
          <EntryChip key={`${entry.record.id} ${day}`} entry={entry} {...props} />
        ))}
      </ul>
      {hidden > 0 && (
        <button type="button" className={styles.more} onClick={onWhole}>
          {t("calendar.more", { count: entries.length - shown.length })}
        </button>
      )}
    </section>
  );
}
