import { Drawer, Input, Select } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { grantFor, levels, withLevel, withLineLevel, type Grant, type Grants } from "./grants";
import styles from "./roles.module.css";
import { levelTexts } from "./words";

interface LevelsProps {
  object: ObjectMeta;
  grant: Grant;
  wanted: string;
  isLocked: boolean;
  onChange: (grant: Grant) => void;
}

function Levels({ object, grant, wanted, isLocked, onChange }: LevelsProps) {
  const { t } = useTranslation("roles");
  const options = levels.map((level) => ({ value: level, label: t(levelTexts[level]) }));
  const hidden = new Set([object.parent, ...(object.groups.find((group) => group.name === "system")?.fields ?? [])]);
  const fields = Object.values(object.fields).filter((field) => !hidden.has(field.name) && field.label.toLowerCase().includes(wanted));
  return (
    <ul className={styles.levels}>
      {fields.map((field) => (
        <li key={field.name}>
          <span>{field.label}</span>
          <Select
            size="small"
            value={grant.fields[field.name] ?? "edit"}
            options={options}
            disabled={isLocked}
            aria-label={`${object.plural}: ${field.label}`}
            popupMatchSelectWidth={false}
            onChange={(level) => onChange(withLevel(grant, field.name, level))}
          />
        </li>
      ))}
    </ul>
  );
}

interface FieldLevelsProps {
  object: ObjectMeta;
  /** The objects whose records live with its records, such as the lines of an order. */
  lines: readonly ObjectMeta[];
  grants: Grants;
  isLocked: boolean;
  onChange: (grants: (now: Grants) => Grants) => void;
  onClose: () => void;
}

/** What a role sees of each field: nothing, a masked value, the value, or the value to edit. */
export function FieldLevels({ object, lines, grants, isLocked, onChange, onClose }: FieldLevelsProps) {
  const { t } = useTranslation("roles");
  const [typed, setTyped] = useState("");
  const wanted = typed.trim().toLowerCase();
  return (
    <Drawer open onClose={onClose} size="min(28rem, 100vw)" title={t("fieldsOf", { object: object.plural })}>
      <p className={styles.hint}>
        {t("levelsHint")} {!isLocked && t("levelsSaved")}
      </p>
      <Input.Search allowClear value={typed} onChange={(event) => setTyped(event.target.value)} placeholder={t("findField")} aria-label={t("findField")} />
      <Levels object={object} grant={grantFor(grants, object.name)} wanted={wanted} isLocked={isLocked} onChange={(grant) => onChange((now) => ({ ...now, [object.name]: grant }))} />
      {lines.map((line) => (
        <section key={line.name} aria-label={line.plural}>
          <h3 className={styles.lines}>{line.plural}</h3>
          <Levels
            object={line}
            grant={grantFor(grants, line.name)}
            wanted={wanted}
            isLocked={isLocked}
            onChange={(grant) => onChange((now) => withLineLevel(now, object.name, line.name, grant.fields))}
          />
        </section>
      ))}
    </Drawer>
  );
}
