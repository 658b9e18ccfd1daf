import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Segmented, Select } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import styles from "./chooser.module.css";

interface SortChooserProps {
  object: ObjectMeta;
  sort: readonly string[];
  onChange: (sort: string[]) => void;
}

export function sortableFields(object: ObjectMeta) {
  return Object.values(object.fields).filter((field) => field.is_sortable && field.level !== "masked");
}

/** What the list is sorted by, the first first. */
export function SortChooser({ object, sort, onChange }: SortChooserProps) {
  const { t } = useTranslation("records");
  const names = sort.map((each) => each.replace(/^-/, ""));
  const free = sortableFields(object).filter((field) => !names.includes(field.name));
  const replace = (place: number, next: string | null) => onChange(sort.flatMap((each, at) => (at === place ? (next === null ? [] : [next]) : [each])));
  return (
    <div className={styles.chooser}>
      {sort.map((each, place) => {
        const name = names[place] ?? "";
        const isDown = each.startsWith("-");
        const options = [...free, ...(object.fields[name] ? [object.fields[name]] : [])].map((field) => ({ value: field.name, label: field.label }));
        return (
          <div key={name} className={styles.row}>
            <Select size="small" value={name} options={options} onChange={(next: string) => replace(place, isDown ? `-${next}` : next)} showSearch={{ optionFilterProp: "label" }} popupMatchSelectWidth={false} aria-label={t("sort.field")} className={styles.grow} />
            <Segmented
              size="small"
              value={isDown ? "down" : "up"}
              onChange={(next) => replace(place, next === "down" ? `-${name}` : name)}
              options={[{ value: "up", label: t("sort.up") }, { value: "down", label: t("sort.down") }]}
            />
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("sort.remove")} onClick={() => replace(place, null)} />
          </div>
        );
      })}
      {free[0] && (
        <Button type="text" size="small" icon={<PlusOutlined />} onClick={() => free[0] && onChange([...sort, free[0].name])}>
          {t("sort.add")}
        </Button>
      )}
    </div>
  );
}
