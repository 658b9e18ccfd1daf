import { Drawer, Input, Select } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { levels, withLevel, type Grant } from "./grants";
import styles from "./roles.module.css";
import { levelTexts } from "./words";

interface FieldLevelsProps {
  object: ObjectMeta;
  grant: Grant;
  isLocked: boolean;
  onChange: (grant: Grant) => void;
  onClose: () => void;
}

/** What a role sees of each field: nothing, a masked value, the value, or the value to edit. */
export function FieldLevels({ object, grant, isLocked, onChange, onClose }: FieldLevelsProps) {
  const { t } = useTranslation("roles");
  const [wanted, setWanted] = useState("");
  const options = levels.map((level) => ({ value: level, label: t(levelTexts[level]) }));
  const system = new Set(object.groups.find((group) => group.name === "system")?.fields);
  const fields = Object.values(object.fields).filter(
    (field) => !system.has(field.name) && field.label.toLowerCase().includes(wanted.trim().toLowerCase()),
  );
  return (
    <Drawer open onClose={onClose} size="min(28rem, 100vw)" title={t("fieldsOf", { object: object.plural })}>
      <Input.Search allowClear value={wanted} onChange={(event) => setWanted(event.target.value)} placeholder={t("findField")} aria-label={t("findField")} />
      <ul className={styles.levels}>
        {fields.map((field) => (
          <li key={field.name}>
            <span>{field.label}</span>
            <Select
              size="small"
              value={grant.fields[field.name] ?? "edit"}
              options={options}
              disabled={isLocked}
              aria-label={field.label}
              popupMatchSelectWidth={false}
              onChange={(level) => onChange(withLevel(grant, field.name, level))}
            />
          </li>
        ))}
      </ul>
    </Drawer>
  );
}
