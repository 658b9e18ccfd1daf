import { StarFilled } from "@ant-design/icons";
import { Rate } from "antd";
import type { FieldMeta } from "@/api/meta";
import { useFormat, type Format } from "@/ui/format/FormatContext";
import { FilterWords } from "../filter/FilterWords";
import { listOperators } from "../filter/periods";
import styles from "../fields.module.css";
import type { DisplayProps, FieldUi, FilterInputProps, InputProps } from "../types";
import { asNumber, asText } from "../values";
import { secondsOf } from "./exact";
import { NumberInput, type NumberInputProps } from "./NumberInput";

/** A whole number whose bounds are those of years is written as one: 1999, not 1,999. */
function isYear({ at_least, at_most, decimals }: FieldMeta): boolean {
  const from = asNumber(at_least);
  const until = asNumber(at_most);
  return !decimals && from !== null && until !== null && from >= 1000 && until <= 2999;
}

function numberText(value: unknown, field: FieldMeta, format: Format): string {
  return isYear(field) ? asText(value) : format.number(asText(value), field.decimals ?? undefined);
}

function NumberDisplay({ value, field }: DisplayProps) {
  const format = useFormat();
  return <span className={styles.figure}>{numberText(value, field, format)}</span>;
}

function PercentDisplay({ value }: DisplayProps) {
  const format = useFormat();
  return <span className={styles.figure}>{format.percent(asText(value))}</span>;
}

function DurationDisplay({ value }: DisplayProps) {
  const format = useFormat();
  return <span className={styles.figure}>{format.duration(asNumber(value) ?? 0)}</span>;
}

function RatingDisplay({ value, field }: DisplayProps) {
  const stars = Math.max(0, Math.min(5, asNumber(value) ?? 0));
  return (
    <span className={styles.stars} role="img" aria-label={`${field.label} ${stars} / 5`}>
      {Array.from({ length: 5 }, (_, place) => (
        <StarFilled key={place} data-lit={place < stars} />
      ))}
    </span>
  );
}

function RatingInput({ value, field, onChange, id, disabled }: InputProps) {
  return <Rate id={id} value={asNumber(value) ?? 0} onChange={(stars) => onChange(stars || null)} disabled={disabled} aria-label={field.label} />;
}

function PercentInput(props: InputProps) {
  return <NumberInput {...props} suffix="%" />;
}

function DurationInput(props: InputProps) {
  const format = useFormat();
  const write = (value: unknown) => (typeof value === "number" ? format.duration(value) : asText(value));
  return <NumberInput {...props} read={secondsOf} write={write} suffix="h:mm" />;
}

function filterOf(Input: (props: NumberInputProps) => React.JSX.Element) {
  return function NumberFilter({ value, field, operator, onChange }: FilterInputProps) {
    if (listOperators.has(operator)) return <FilterWords value={value} field={field} onChange={onChange} />;
    return <Input value={value} field={field} onChange={onChange} />;
  };
}

export const NumberFilter = filterOf(NumberInput);

export const number: FieldUi = {
  Display: NumberDisplay,
  Input: NumberInput,
  FilterInput: NumberFilter,
  align: "end",
  width: 7,
  editing: "typing",
  plain: (value, field, { format }) => numberText(value, field, format),
};
export const percent: FieldUi = { ...number, Display: PercentDisplay, Input: PercentInput, FilterInput: filterOf(PercentInput), width: 6, plain: (value, _field, { format }) => format.percent(asText(value)) };
export const duration: FieldUi = { ...number, Display: DurationDisplay, Input: DurationInput, FilterInput: filterOf(DurationInput), plain: (value, _field, { format }) => format.duration(asNumber(value) ?? 0) };
export const rating: FieldUi = { ...number, Display: RatingDisplay, Input: RatingInput, FilterInput: NumberFilter, align: "start", editing: "choosing" };
