import { useQuery } from "@tanstack/react-query";
import { DatePicker, Input, Select } from "antd";
import { useDeferredValue, useState } from "react";
import { calendarDay } from "@/fields/date/zone";
import { useTranslation } from "@/i18n";
import { peopleQuery, wordsQuery, type AuditFilter } from "./audit";
import styles from "./audit.module.css";

interface FiltersProps {
  filter: AuditFilter;
  onChange: (part: AuditFilter) => void;
}

function PersonFilter({ filter, onChange }: FiltersProps) {
  const { t } = useTranslation("audit");
  const [typed, setTyped] = useState("");
  const { data: found } = useQuery(peopleQuery({ q: useDeferredValue(typed.trim()) }));
  const { data: chosen } = useQuery({ ...peopleQuery({ id: filter.by ?? "" }), enabled: Boolean(filter.by) });
  const people = [...(found?.people ?? []), ...(chosen?.people ?? [])];
  const options = [...new Map(people.map(({ id, title, login }) => [id, { value: id, label: login ? `${title} (${login})` : title }])).values()];
  return (
    <Select
      allowClear
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={filter.by}
      placeholder={t("filter.everybody")}
      options={options}
      onChange={(by: string | undefined) => onChange({ by })}
      aria-label={t("filter.by")}
      popupMatchSelectWidth={false}
    />
  );
}

interface ChoiceProps {
  label: string;
  placeholder: string;
  value: string | undefined;
  names: readonly { name: string; label: string }[];
  onChange: (value: string | undefined) => void;
}

function Choice({ label, placeholder, value, names, onChange }: ChoiceProps) {
  const options = names.map((each) => ({ value: each.name, label: each.label }));
  return (
    <Select
      allowClear
      showSearch={{ optionFilterProp: "label" }}
      value={value}
      placeholder={placeholder}
      options={options}
      onChange={onChange}
      aria-label={label}
      popupMatchSelectWidth={false}
    />
  );
}

function DayFilter({ label, value, onChange }: { label: string; value: string | undefined; onChange: (day: string | undefined) => void }) {
  return (
    <label className={styles.day}>
      {label}
      <DatePicker value={calendarDay(value ?? "")} onChange={(day) => onChange(day?.format("YYYY-MM-DD"))} aria-label={label} />
    </label>
  );
}

/** Who, what, about what and when. */
export function Filters({ filter, onChange }: FiltersProps) {
  const { t } = useTranslation("audit");
  const { data: words } = useQuery(wordsQuery);
  const object = words?.objects.find(({ name }) => name === filter.object);
  return (
    <div className={styles.filters} role="search" aria-label={t("filter.title")}>
      <PersonFilter filter={filter} onChange={onChange} />
      <Choice label={t("filter.action")} placeholder={t("filter.allActions")} value={filter.action} names={words?.actions ?? []} onChange={(action) => onChange({ action })} />
      <Choice label={t("filter.object")} placeholder={t("filter.allObjects")} value={filter.object} names={words?.objects ?? []} onChange={(name) => onChange({ object: name, field: undefined })} />
      {object && object.fields.length > 0 && (
        <Choice label={t("filter.field")} placeholder={t("filter.allFields")} value={filter.field} names={object.fields} onChange={(field) => onChange({ field })} />
      )}
      <Input
        key={filter.record}
        allowClear
        className={styles.record}
        defaultValue={filter.record}
        placeholder={t("filter.recordHint")}
        aria-label={t("filter.record")}
        onPressEnter={(event) => onChange({ record: recordIn(event.currentTarget.value) })}
        onBlur={(event) => recordIn(event.target.value) !== filter.record && onChange({ record: recordIn(event.target.value) })}
        onClear={() => onChange({ record: undefined })}
      />
      <DayFilter label={t("filter.from")} value={filter.from} onChange={(from) => onChange({ from })} />
      <DayFilter label={t("filter.to")} value={filter.to} onChange={(to) => onChange({ to })} />
    </div>
  );
}

/** The id in what was typed or pasted, the address of a record's page too. */
function recordIn(text: string): string | undefined {
  return /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i.exec(text)?.[0].toLowerCase();
}
