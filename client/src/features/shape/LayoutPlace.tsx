import { useDroppable } from "@dnd-kit/core";
import { SortableContext, verticalListSortingStrategy } from "@dnd-kit/sortable";
import type { ReactNode } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { fieldsAt, isNeeded, leftOut, put, type Arrangement } from "./layout";
import { LayoutField, type PlaceChoice } from "./LayoutField";
import styles from "./layout.module.css";

interface LayoutPlaceProps {
  object: ObjectMeta;
  arrangement: Arrangement;
  place: string;
  places: readonly PlaceChoice[];
  head: ReactNode;
  onChange: (arrangement: Arrangement) => void;
}

/** A group of the page, or what it does without: fields that can be dragged here. */
export function LayoutPlace({ object, arrangement, place, places, head, onChange }: LayoutPlaceProps) {
  const { t } = useTranslation("shape");
  const { setNodeRef, isOver } = useDroppable({ id: `place ${place}` });
  const names = fieldsAt(arrangement, place);
  const turn = (name: string) =>
    onChange({ ...arrangement, head: arrangement.head.includes(name) ? arrangement.head.filter((each) => each !== name) : [...arrangement.head, name] });
  return (
    <section ref={setNodeRef} className={styles.place} data-over={isOver || undefined}>
      {head}
      <SortableContext items={names} strategy={verticalListSortingStrategy}>
        <ul>
          {names.flatMap((name) => object.fields[name] ?? []).map((field) => (
            <LayoutField
              key={field.name}
              field={field}
              place={place}
              isHead={arrangement.head.includes(field.name)}
              places={places.filter(({ key }) => key !== leftOut || !isNeeded(object, field.name))}
              onPut={(to) => onChange(put(arrangement, field.name, to))}
              onHead={() => turn(field.name)}
            />
          ))}
        </ul>
      </SortableContext>
      {names.length === 0 && <p className={styles.empty}>{t("layout.empty")}</p>}
    </section>
  );
}
