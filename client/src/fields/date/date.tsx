import { DatePicker, Select } from "antd";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { useNow, When } from "@/ui/kit/When";
import { FilterWords } from "../filter/FilterWords";
import { listOperators, periods } from "../filter/periods";
import type { DisplayProps, FieldUi, FilterInputProps, InputProps } from "../types";
import { asText } from "../values";
import { calendarDay, instantOf, wallClock } from "./zone";

const dayLength = 86_400_000;

/** Near days are told from today, far ones by the calendar. */
function DateDisplay({ value }: DisplayProps) {
  const format = useFormat();
  const now = useNow();
  const day = asText(value);
  const isNear = Math.abs(Date.parse(day) - Date.parse(format.today(now))) <= 7 * dayLength;
  return <time dateTime={day} title={isNear ? format.date(day) : format.relativeDay(day, now)}>{isNear ? format.relativeDay(day, now) : format.date(day)}</time>;
}

function DateTimeDisplay({ value }: DisplayProps) {
  return <When at={asText(value)} />;
}

const dateFormats = ["YYYY-MM-DD", "YYYY/M/D", "YYYY.M.D", "YYYY年M月D日", "YYYYMMDD", "M/D/YYYY"];

function DateInput({ value, field, onChange, id, isInvalid, disabled, describedBy, startsOpen }: InputProps) {
  return (
    <DatePicker
      id={id}
      value={calendarDay(asText(value))}
      onChange={(day) => onChange(day ? day.format("YYYY-MM-DD") : null)}
      format={dateFormats}
      status={isInvalid ? "error" : ""}
      disabled={disabled}
      defaultOpen={startsOpen}
      aria-label={id ? undefined : field.label}
      aria-describedby={describedBy}
      style={{ width: "100%" }}
    />
  );
}

function DateTimeInput({ value, field, onChange, id, isInvalid, disabled, describedBy, startsOpen }: InputProps) {
  const { timeZone } = useFormat();
  return (
    <DatePicker
      id={id}
      value={wallClock(asText(value), timeZone)}
      onChange={(moment) => onChange(moment ? instantOf(moment, timeZone) : null)}
      showTime={{ format: "HH:mm", minuteStep: 5 }}
      format="YYYY-MM-DD HH:mm"
      status={isInvalid ? "error" : ""}
      disabled={disabled}
      defaultOpen={startsOpen}
      aria-label={id ? undefined : field.label}
      aria-describedby={describedBy}
      style={{ width: "100%" }}
    />
  );
}

function PeriodSelect({ value, field, onChange }: FilterInputProps) {
  const { t } = useTranslation("fields");
  return (
    <Select
      value={asText(value) || undefined}
      onChange={onChange}
      options={periods.map((period) => ({ value: period, label: t(`period.${period}`) }))}
      aria-label={field.label}
      placeholder={t("filter.choose")}
      style={{ width: "100%" }}
      popupMatchSelectWidth={false}
    />
  );
}

function filterOf(Input: (props: InputProps) => React.JSX.Element) {
  return function DateFilter(props: FilterInputProps) {
    const { value, field, operator, onChange } = props;
    if (operator === "within") return <PeriodSelect {...props} />;
    if (listOperators.has(operator)) return <FilterWords value={value} field={field} onChange={onChange} />;
    return <Input value={periods.some((period) => period === value) ? null : value} field={field} onChange={onChange} />;
  };
}

export const date: FieldUi = {
  Display: DateDisplay,
  Input: DateInput,
  FilterInput: filterOf(DateInput),
  align: "start",
  width: 8,
  editing: "choosing",
  plain: (value, _field, { format, t }) => {
    const text = asText(value);
    if (periods.some((period) => period === text)) return t(`fields:period.${text}`);
    return calendarDay(text) ? format.date(text.slice(0, 10)) : text;
  },
};
export const dateTime: FieldUi = {
  ...date,
  Display: DateTimeDisplay,
  Input: DateTimeInput,
  FilterInput: filterOf(DateTimeInput),
  plain: (value, field, wording) => {
    const text = asText(value);
    const isInstant = text.includes("T") && !Number.isNaN(Date.parse(text));
    return isInstant ? wording.format.dateTime(text) : date.plain(value, field, wording);
  },
};
