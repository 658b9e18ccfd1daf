import { EllipsisOutlined, HolderOutlined, StarFilled, StarOutlined } from "@ant-design/icons";
import { useSortable } from "@dnd-kit/sortable";
import { Button, Dropdown } from "antd";
import type { FieldMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import styles from "./layout.module.css";

export interface PlaceChoice {
  key: string;
  label: string;
}

interface LayoutFieldProps {
  field: FieldMeta;
  place: string;
  isHead: boolean;
  /** Where it may go. */
  places: readonly PlaceChoice[];
  onPut: (place: string) => void;
  onHead: () => void;
}

/** One field of the page: dragged or moved by the keyboard, sent elsewhere, or put at the head. */
export function LayoutField({ field, place, isHead, places, onPut, onHead }: LayoutFieldProps) {
  const { t } = useTranslation("shape");
  const { attributes, listeners, setNodeRef, transform, transition, isDragging } = useSortable({ id: field.name });
  const style = { transform: transform ? `translate(${transform.x}px, ${transform.y}px)` : undefined, transition };
  const items = places.filter(({ key }) => key !== place).map(({ key, label }) => ({ key, label, onClick: () => onPut(key) }));
  return (
    <li ref={setNodeRef} style={style} className={styles.field} data-dragging={isDragging || undefined}>
      <button type="button" className={styles.grip} {...attributes} {...listeners} aria-label={t("layout.move", { field: field.label })}>
        <HolderOutlined />
      </button>
      <span className={styles.name}>{field.label}</span>
      {field.required && <span className={styles.needed}>{t("mark.required")}</span>}
      <Button
        type="text"
        size="small"
        icon={isHead ? <StarFilled /> : <StarOutlined />}
        aria-pressed={isHead}
        aria-label={t("layout.toHead", { field: field.label })}
        onClick={onHead}
      />
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button type="text" size="small" icon={<EllipsisOutlined />} aria-label={t("layout.send", { field: field.label })} />
      </Dropdown>
    </li>
  );
}
