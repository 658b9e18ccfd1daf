import { DeleteOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { FilterValueInput } from "@/fields/FieldInput";
import { bareOperators, listOperators } from "@/fields/filter/periods";
import { asList } from "@/fields/values";
import { useTranslation } from "@/i18n";
import styles from "./filter.module.css";
import { askableFields, fieldAt, newCondition, type Condition } from "./tree";

interface ConditionRowProps {
  object: ObjectMeta;
  condition: Condition;
  isOwn?: boolean;
  onChange: (next: Condition) => void;
  onRemove: () => void;
}

/** What of a value still makes sense under another operator. */
function carried(value: unknown, from: string, to: string): unknown {
  if (bareOperators.has(to) || from === "within" || to === "within") return null;
  if (listOperators.has(to)) return asList(value);
  return listOperators.has(from) ? (asList(value)[0] ?? null) : value;
}

/** One comparison: field, operator, value. */
export function ConditionRow({ object, condition, isOwn = false, onChange, onRemove }: ConditionRowProps) {
  const { t } = useTranslation("records");
  const meta = useMeta().data;
  const field = fieldAt(meta, object, condition.field);
  const chooseField = (path: string) => {
    const chosen = fieldAt(meta, object, path);
    if (chosen) onChange({ ...newCondition(chosen, path), key: condition.key });
  };
  return (
    <div className={styles.condition}>
      <Select
        value={condition.field}
        onChange={chooseField}
        options={askableFields(isOwn ? undefined : meta, object)}
        showSearch={{ optionFilterProp: "label" }}
        popupMatchSelectWidth={false}
        aria-label={t("filter.field")}
        className={styles.field}
      />
      <Select
        value={condition.op}
        onChange={(op: string) => onChange({ ...condition, op, value: carried(condition.value, condition.op, op) })}
        options={(field?.operators ?? [condition.op]).map((op) => ({ value: op, label: t(`operator.${op}`) }))}
        popupMatchSelectWidth={false}
        aria-label={t("filter.operator")}
        className={styles.operator}
      />
      <div className={styles.value}>
        {field && <FilterValueInput value={condition.value} field={field} operator={condition.op} onChange={(value) => onChange({ ...condition, value })} />}
      </div>
      <Button type="text" icon={<DeleteOutlined />} aria-label={t("filter.remove")} onClick={onRemove} />
    </div>
  );
}
