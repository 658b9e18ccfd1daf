import { HolderOutlined, SearchOutlined } from "@ant-design/icons";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { arrayMove, SortableContext, sortableKeyboardCoordinates, useSortable, verticalListSortingStrategy } from "@dnd-kit/sortable";
import { Checkbox, Input } from "antd";
import { useState } from "react";
import type { FieldMeta, ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import styles from "./chooser.module.css";

function ChosenColumn({ field, isFixed, onRemove }: { field: FieldMeta; isFixed: boolean; onRemove: () => void }) {
  const { t } = useTranslation("records");
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: field.name });
  const style = { transform: transform ? `translateY(${transform.y}px)` : undefined, transition };
  return (
    <li ref={setNodeRef} style={style} className={styles.row} data-dragging={isDragging || undefined}>
      <button type="button" className={styles.grip} {...attributes} {...listeners} aria-label={t("columns.move", { field: field.label })}>
        <HolderOutlined />
      </button>
      <Checkbox checked disabled={isFixed} onChange={onRemove}>
        {field.label}
      </Checkbox>
    </li>
  );
}

interface ColumnsChooserProps {
  object: ObjectMeta;
  columns: readonly string[];
  onChange: (columns: string[]) => void;
}

/** Chooses the columns and, by dragging or with the keyboard, their order. */
export function ColumnsChooser({ object, columns, onChange }: ColumnsChooserProps) {
  const { t } = useTranslation("records");
  const [sought, setSought] = useState("");
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const chosen = columns.flatMap((name) => object.fields[name] ?? []);
  const others = Object.values(object.fields).filter((field) => !columns.includes(field.name) && field.name !== "id" && field.name !== "version" && field.label.toLowerCase().includes(sought.trim().toLowerCase()));
  const drop = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    onChange(arrayMove([...columns], columns.indexOf(String(active.id)), columns.indexOf(String(over.id))));
  };
  return (
    <div className={styles.chooser}>
      <DndContext sensors={sensors} collisionDetection={closestCenter} onDragEnd={drop}>
        <SortableContext items={[...columns]} strategy={verticalListSortingStrategy}>
          <ul>
            {chosen.map((field) => (
              <ChosenColumn key={field.name} field={field} isFixed={chosen.length === 1} onRemove={() => onChange(columns.filter((name) => name !== field.name))} />
            ))}
          </ul>
        </SortableContext>
      </DndContext>
      <Input size="small" prefix={<SearchOutlined />} value={sought} onChange={(event) => setSought(event.target.value)} placeholder={t("columns.find")} aria-label={t("columns.find")} />
      <ul className={styles.others}>
        {others.map((field) => (
          <li key={field.name} className={styles.row}>
            <span className={styles.grip} />
            <Checkbox checked={false} onChange={() => onChange([...columns, field.name])}>
              {field.label}
            </Checkbox>
          </li>
        ))}
      </ul>
    </div>
  );
}
