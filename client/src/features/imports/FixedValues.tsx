import { DeleteOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useId } from "react";
import type { FieldMeta } from "@/api/meta";
import { FieldInput } from "@/fields/FieldInput";
import { wireValue } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { freeFields, wholeConstants, withConstant, withoutConstant } from "./constants";
import styles from "./imports.module.css";
import type { Constant, Mapped } from "./imports";

interface FixedValueProps {
  field: FieldMeta;
  value: unknown;
  onChange: (value: unknown) => void;
  onRemove: () => void;
}

function FixedValue({ field, value, onChange, onRemove }: FixedValueProps) {
  const { t } = useTranslation("imports");
  const id = useId();
  return (
    <li className={styles.fixed}>
      <label htmlFor={id}>{field.label}</label>
      <div className={styles.fixedValue}>
        <FieldInput id={id} field={field} value={value} onChange={(next) => onChange(wireValue(field, next))} />
      </div>
      <Button type="text" icon={<DeleteOutlined />} aria-label={t("fixed.remove", { field: field.label })} onClick={onRemove} />
    </li>
  );
}

interface FixedValuesProps {
  fields: readonly FieldMeta[];
  mapping: readonly Mapped[];
  constants: readonly Constant[];
  onChange: (constants: Constant[]) => void;
}

/** Fields that no column fills and that have the same value in every row. */
export function FixedValues({ fields, mapping, constants, onChange }: FixedValuesProps) {
  const { t } = useTranslation("imports");
  const options = freeFields(fields, mapping, constants).map((field) => ({ value: field.name, label: field.required ? `${field.label} *` : field.label }));
  return (
    <ul className={styles.fixedValues}>
      {wholeConstants(constants).map((each) => {
        const field = fields.find(({ name }) => name === each.field);
        if (!field || mapping.some((mapped) => mapped.field === each.field)) return null;
        return (
          <FixedValue
            key={each.field}
            field={field}
            value={each.value}
            onChange={(value) => onChange(withConstant(constants, each.field, value))}
            onRemove={() => onChange(withoutConstant(constants, each.field))}
          />
        );
      })}
      <li>
        <Select
          value={null}
          options={options}
          onChange={(name: string | null) => name && onChange(withConstant(constants, name, null))}
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("fixed.add")}
          aria-label={t("fixed.add")}
          className={styles.wideSelect}
        />
      </li>
    </ul>
  );
}
