import { ArrowRightOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Select } from "antd";
import { useState, type ReactNode } from "react";
import type { FieldMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { AmountCurrency } from "./AmountCurrency";
import styles from "./imports.module.css";
import type { Constant, Mapped } from "./imports";
import { ReferenceMatch } from "./ReferenceMatch";
import { SystemInput } from "./SystemInput";
import { choiceOf, chosenTarget, external, withTarget } from "./targets";

export interface TargetOption {
  value: string;
  label: string;
}

export interface TargetGroup {
  label: string;
  options: TargetOption[];
}

interface ColumnTargetsProps {
  column: number;
  header: string;
  fields: readonly FieldMeta[];
  options: TargetGroup[];
  mapping: readonly Mapped[];
  constants: readonly Constant[];
  onChange: (mapping: Mapped[]) => void;
  onConstants: (constants: Constant[]) => void;
}

interface TargetProps extends ColumnTargetsProps {
  mapped: Mapped | undefined;
  placeholder: string;
  onDone?: () => void;
  children?: ReactNode;
}

/** One field that a column fills, with what has to be said of it: the system of an id, the currency of an amount. */
function Target({ mapped, placeholder, onDone, children, ...rest }: TargetProps) {
  const { t } = useTranslation("imports");
  const { column, header, fields, options, mapping, constants, onChange, onConstants } = rest;
  const choose = (choice: string | undefined) => {
    onChange(withTarget(mapping, mapped, choice ? chosenTarget(column, choice) : null));
    onDone?.();
  };
  const say = (more: Partial<Mapped>) => onChange(mapping.map((each) => (each === mapped ? { ...each, ...more } : each)));
  const field = fields.find((each) => each.name === mapped?.field);
  return (
    <span className={styles.arrowed}>
      <ArrowRightOutlined aria-hidden="true" />
      <Select
        value={mapped && choiceOf(mapped)}
        options={options}
        onChange={choose}
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        placeholder={placeholder}
        aria-label={t("mapping.fieldFor", { column: header })}
        className={styles.fieldSelect}
      />
      {mapped?.field === external && (
        <SystemInput label={t("target.systemOf", { column: header })} value={mapped.part ?? ""} onChange={(part) => say({ part })} />
      )}
      {mapped && <AmountCurrency field={field} mapped={mapped} mapping={mapping} constants={constants} onChange={onConstants} />}
      {mapped && <ReferenceMatch field={field} header={header} mapped={mapped} onChange={(match) => say({ match })} />}
      {children}
    </span>
  );
}

/** The fields that a column fills: mostly one, but an id may be a name as well. */
export function ColumnTargets(props: ColumnTargetsProps) {
  const { t } = useTranslation("imports");
  const [isAdding, setAdding] = useState(false);
  const targets = props.mapping.filter((each) => each.column === props.column);
  const another = (
    <Button
      type="text"
      size="small"
      icon={<PlusOutlined />}
      aria-label={t("mapping.another", { column: props.header })}
      title={t("mapping.another", { column: props.header })}
      onClick={() => setAdding(true)}
      className={styles.another}
    />
  );
  return (
    <div className={styles.targets}>
      {targets.map((mapped, place) => (
        <Target key={place} {...props} mapped={mapped} placeholder={t("mapping.skip")}>
          {place === targets.length - 1 && !isAdding && another}
        </Target>
      ))}
      {targets.length === 0 && <Target {...props} mapped={undefined} placeholder={t("mapping.skip")} />}
      {targets.length > 0 && isAdding && (
        <Target {...props} mapped={undefined} placeholder={t("objectPlaceholder")} onDone={() => setAdding(false)} />
      )}
    </div>
  );
}
