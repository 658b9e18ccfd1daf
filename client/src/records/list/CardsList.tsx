import { useEffect, useRef } from "react";
import { Link } from "@tanstack/react-router";
import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { titleOf } from "../form/values";
import styles from "./cards.module.css";
import type { Items } from "./items";

const chipKinds = new Set(["picklist", "multi_picklist", "tags", "rating"]);

function RecordCard({ object, columns, record, onOpen }: { object: ObjectMeta; columns: readonly FieldMeta[]; record: WireRecord; onOpen: () => void }) {
  const { t } = useTranslation("records");
  const filled = columns.filter((field) => field.name !== object.title && !isEmpty(record[field.name]));
  const chip = filled.find((field) => chipKinds.has(field.kind));
  const rest = filled.filter((field) => field !== chip).slice(0, 4);
  return (
    <li className={styles.card}>
      <div className={styles.line}>
        <Link {...recordAddress(object.name, record.id)} className={styles.title} onClick={onOpen}>
          {titleOf(object, record) || t("untitled")}
        </Link>
        {chip && <FieldDisplay field={chip} value={record[chip.name]} />}
      </div>
      <dl className={styles.facts}>
        {rest.map((field) => (
          <div key={field.name}>
            <dt className="only-read-aloud">{field.label}</dt>
            <dd title={field.label}>
              <FieldDisplay field={field} value={record[field.name]} />
            </dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

interface CardsListProps {
  object: ObjectMeta;
  columns: readonly FieldMeta[];
  items: Items;
  onOpen: (id: string) => void;
}

/** The list on a phone: a card for each record, thumb-sized. */
export function CardsList({ object, columns, items, onOpen }: CardsListProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const end = useRef<HTMLLIElement>(null);
  const { loadMore } = items;
  useEffect(() => {
    if (!end.current) return;
    const observer = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && loadMore(), { rootMargin: "600px" });
    observer.observe(end.current);
    return () => observer.disconnect();
  }, [loadMore]);
  return (
    <ul className={styles.cards} aria-label={object.plural}>
      {items.items.map((item) => {
        if (item.kind === "record") return <RecordCard key={item.key} object={object} columns={columns} record={item.record} onOpen={() => onOpen(item.record.id)} />;
        if (item.kind !== "group") return null;
        return (
          <li key={item.key}>
            <button type="button" className={styles.group} aria-expanded={item.isOpen} onClick={() => items.toggle(item.section)}>
              <strong>{item.section.title}</strong> <span>{format.number(item.section.count)}</span>
            </button>
          </li>
        );
      })}
      <li ref={end} className={styles.end}>
        {items.items.some((item) => item.kind === "waiting") ? t("list.loading") : ""}
      </li>
    </ul>
  );
}
