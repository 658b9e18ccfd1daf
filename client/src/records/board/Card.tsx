import { useDraggable } from "@dnd-kit/core";
import { Link } from "@tanstack/react-router";
import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { asReference, isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { airy } from "@/ui/format/dates";
import { useFormat } from "@/ui/format/FormatContext";
import { Avatar } from "@/ui/kit/Avatar";
import { useNow } from "@/ui/kit/When";
import { titleOf } from "../form/values";
import styles from "./board.module.css";

export interface CardProps {
  object: ObjectMeta;
  record: WireRecord;
  fields: readonly FieldMeta[];
  /** Nothing is expected to happen to it any more. */
  isFinal: boolean;
}

const staleAfter = 14 * 86_400_000;

function isStale(record: WireRecord, now: Date): boolean {
  return typeof record.updated_at === "string" && now.getTime() - Date.parse(record.updated_at) > staleAfter;
}

/** The age in whole days, as short as a card needs it. */
function ageText(at: string, now: Date, language: string): string {
  const days = Math.floor((now.getTime() - Date.parse(at)) / 86_400_000);
  if (days < 1) return new Intl.RelativeTimeFormat(language, { numeric: "auto" }).format(0, "day");
  return airy(new Intl.NumberFormat(language, { style: "unit", unit: "day", unitDisplay: "narrow" }).format(days));
}

const leading = (field: FieldMeta) => field.kind === "reference" && field.target !== "user";
const person = (field: FieldMeta) => field.kind === "reference" && field.target === "user";

/** What a card shows: its title, whom it concerns, figures and chips, its age and whose it is. */
export function CardFace({ object, record, fields, isFinal }: CardProps) {
  const { t } = useTranslation("records");
  const now = useNow();
  const format = useFormat();
  const filled = fields.filter((field) => field.name !== object.title && field.name !== "updated_at" && !isEmpty(record[field.name]));
  const above = filled.filter(leading).slice(0, 1);
  const people = filled.filter(person).slice(0, 1);
  const below = filled.filter((field) => !above.includes(field) && !people.includes(field)).slice(0, 3);
  const owner = people[0] ? asReference(record[people[0].name])?.title : null;
  return (
    <div className={styles.face} data-stale={(!isFinal && isStale(record, now)) || undefined}>
      <strong className={styles.title}>{titleOf(object, record) || t("untitled")}</strong>
      {above.map((field) => (
        <span key={field.name} className={styles.subtitle}>
          {asReference(record[field.name])?.title}
        </span>
      ))}
      <div className={styles.facts}>
        {below.map((field) => (
          <span key={field.name} title={field.label} className={field.kind === "money" ? styles.amount : undefined}>
            <FieldDisplay field={field} value={record[field.name]} />
          </span>
        ))}
        <div className={styles.end}>
          {typeof record.updated_at === "string" && (
            <time className={styles.age} dateTime={record.updated_at} title={t("board.age", { at: format.exactTime(record.updated_at) })}>
              {ageText(record.updated_at, now, format.language)}
            </time>
          )}
          {owner && <Avatar name={owner} size="small" />}
        </div>
      </div>
    </div>
  );
}

interface BoardCardProps extends CardProps {
  canMove: boolean;
  isShown: boolean;
  onPreview: () => void;
}

/** A card that can be taken with mouse, finger or the space bar. */
export function BoardCard({ canMove, isShown, onPreview, ...props }: BoardCardProps) {
  const { object, record } = props;
  const { attributes, listeners, setNodeRef, isDragging } = useDraggable({ id: record.id, disabled: !canMove || record.can_edit === false });
  return (
    <li ref={setNodeRef} className={styles.card} data-dragging={isDragging || undefined} data-shown={isShown || undefined} {...listeners}>
      <Link
        {...recordAddress(object.name, record.id)}
        {...attributes}
        role="link"
        className={styles.open}
        draggable={false}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey) return;
          event.preventDefault();
          onPreview();
        }}
      >
        <CardFace {...props} />
      </Link>
    </li>
  );
}
