import { CheckOutlined, MinusOutlined } from "@ant-design/icons";
import { Checkbox, Select, type SelectProps } from "antd";
import type { ComponentProps, ReactElement } from "react";
import type { Choice, FieldMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { toneOf } from "@/ui/kit/tones";
import { listOperators } from "../filter/periods";
import styles from "../fields.module.css";
import type { DisplayProps, FieldUi, FilterInputProps, InputProps } from "../types";
import { asText, asTexts, isEmpty } from "../values";
import { byKnown, isFound, optionsOf } from "./options";

/** A key's choice; a key that is no longer offered shows as itself. */
export function choiceOf(field: FieldMeta, key: string): Choice {
  return field.choices?.find((choice) => choice.key === key) ?? { key, label: key, colour: null };
}

/** A choice with a colour is a chip; where colours mean nothing, plain text is calmer. */
export function ChoiceChip({ choice }: { choice: Choice }) {
  if (!choice.colour) return <span className={styles.line}>{choice.label}</span>;
  return <Chip tone={toneOf(choice.colour)}>{choice.label}</Chip>;
}

function PicklistDisplay({ value, field }: DisplayProps) {
  return <ChoiceChip choice={choiceOf(field, asText(value))} />;
}

function ChoicesDisplay({ value, field }: DisplayProps) {
  return (
    <span className={styles.chips}>
      {asTexts(value).map((key) => (
        <Chip key={key} tone={toneOf(choiceOf(field, key).colour)}>
          {choiceOf(field, key).label}
        </Chip>
      ))}
    </span>
  );
}

interface ChooserProps extends InputProps {
  isMultiple?: boolean;
  /** Words that are not offered are taken too. */
  isFree?: boolean;
  /** What is offered behind the field's own choices. */
  more?: readonly Choice[];
  onOpen?: () => void;
}

type Part = ComponentProps<NonNullable<SelectProps["tagRender"]>>;

/** How one choice or several, known or free, are taken and shown once they are. */
function wayOf({ isMultiple, isFree, onOpen }: Pick<ChooserProps, "isMultiple" | "isFree" | "onOpen">, chip: (part: Part) => ReactElement, known: readonly Choice[]): SelectProps {
  const search = { filterOption: isFound, ...(isFree ? { filterSort: byKnown(known) } : {}) };
  return {
    ...(isFree ? { mode: "tags" as const, tokenSeparators: [",", "，", ";", "、"] } : isMultiple ? { mode: "multiple" as const } : {}),
    ...(isMultiple || isFree ? { tagRender: chip } : {}),
    ...(onOpen ? { onOpenChange: (isOpen: boolean) => isOpen && onOpen() } : {}),
    showSearch: search as NonNullable<SelectProps["showSearch"]>,
  };
}

/** A select whose options look like the chips that they become. */
export function Chooser({ value, field, onChange, id, isInvalid, disabled, describedBy, startsOpen, isFree = false, more = [], ...way }: ChooserProps) {
  const { t } = useTranslation("fields");
  const isList = way.isMultiple || isFree;
  const known = [...(field.choices ?? []), ...more];
  const choiceFor = (key: string) => known.find((each) => each.key === key) ?? choiceOf(field, key);
  const chip = ({ value: key, closable, onClose }: Part) => {
    const { colour, label } = choiceFor(asText(key));
    return (
      <span className={styles.chosen}>
        <Chip tone={toneOf(colour)} {...(closable ? { onRemove: onClose, removeLabel: t("tags.remove", { tag: label }) } : {})}>
          {label}
        </Chip>
      </span>
    );
  };
  const option = (key: string) => (isFree && !known.some((each) => each.key === key) ? t("tags.make", { tag: key }) : <ChoiceChip choice={choiceFor(key)} />);
  return (
    <Select
      {...(id ? { id } : {})}
      {...wayOf({ ...way, isFree }, chip, known)}
      value={isList ? asTexts(value) : isEmpty(value) ? null : asText(value)}
      onChange={(next: string | string[] | null | undefined) => onChange(isEmpty(next) ? null : next)}
      options={optionsOf(field, more, t("tags.used"))}
      optionRender={({ value: key }) => option(asText(key))}
      allowClear={!field.required}
      status={isInvalid ? "error" : ""}
      disabled={disabled}
      defaultOpen={startsOpen}
      popupMatchSelectWidth={false}
      placeholder={t(isFree ? "tags.add" : "filter.choose")}
      aria-label={id ? undefined : field.label}
      aria-describedby={describedBy}
      style={{ width: "100%" }}
    />
  );
}

function ChoicesInput(props: InputProps) {
  return <Chooser {...props} isMultiple />;
}

function PicklistFilter({ value, field, operator, onChange }: FilterInputProps) {
  return <Chooser value={value} field={{ ...field, required: true }} onChange={onChange} isMultiple={listOperators.has(operator)} />;
}

function labels(value: unknown, field: FieldMeta): string {
  return asTexts(value).map((key) => choiceOf(field, key).label).join(", ");
}

function BooleanDisplay({ value, field }: DisplayProps) {
  const { t } = useTranslation("fields");
  const isYes = value === true;
  return (
    <span role="img" aria-label={`${field.label}: ${t(isYes ? "yes" : "no")}`} className={isYes ? styles.yes : styles.no}>
      {isYes ? <CheckOutlined /> : <MinusOutlined />}
    </span>
  );
}

function BooleanInput({ value, field, onChange, id, disabled, describedBy }: InputProps) {
  return (
    <Checkbox id={id} checked={value === true} onChange={(event) => onChange(event.target.checked)} disabled={disabled} aria-label={id ? undefined : field.label} aria-describedby={describedBy} />
  );
}

function BooleanFilter({ value, field, onChange }: FilterInputProps) {
  const { t } = useTranslation("fields");
  const options = [true, false].map((each) => ({ value: String(each), label: t(each ? "yes" : "no") }));
  return <Select value={isEmpty(value) ? null : String(value)} onChange={(next) => onChange(next === "true")} options={options} aria-label={field.label} style={{ width: "100%" }} />;
}

export const picklist: FieldUi = {
  Display: PicklistDisplay,
  Input: Chooser,
  FilterInput: PicklistFilter,
  align: "start",
  width: 8.5,
  editing: "choosing",
  plain: labels,
};
export const multiPicklist: FieldUi = { ...picklist, Display: ChoicesDisplay, Input: ChoicesInput, editing: "leaving", width: 12 };
export const boolean: FieldUi = {
  Display: BooleanDisplay,
  Input: BooleanInput,
  FilterInput: BooleanFilter,
  align: "start",
  width: 5,
  editing: "choosing",
  plain: (value, _field, { t }) => (isEmpty(value) ? "" : t(value === true || value === "true" ? "fields:yes" : "fields:no")),
};
