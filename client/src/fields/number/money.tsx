import { Select, Space } from "antd";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import styles from "../fields.module.css";
import type { DisplayProps, FieldUi, FilterInputProps, InputProps } from "../types";
import { asMoney, asText, isFields } from "../values";
import { NumberFilter } from "./number";
import { NumberInput } from "./NumberInput";

function MoneyDisplay({ value }: DisplayProps) {
  const format = useFormat();
  const money = asMoney(value, format.currency);
  return <span className={styles.figure}>{money ? format.money(money) : ""}</span>;
}

function MoneyInput(props: InputProps) {
  const { t } = useTranslation("fields");
  const format = useFormat();
  const currencies = useMeta().data?.currencies ?? [format.currency];
  const amount = isFields(props.value) ? asText(props.value.amount) : asText(props.value);
  const currency = asMoney(props.value, format.currency)?.currency ?? format.currency;
  const change = (next: unknown, of: string) => props.onChange(next === null || next === "" ? null : { amount: asText(next), currency: of });
  return (
    <Space.Compact block>
      <NumberInput {...props} value={amount || null} onChange={(next) => change(next, currency)} />
      <Select
        value={currency}
        onChange={(next: string) => change(amount, next)}
        options={[...new Set([currency, ...currencies])].map((code) => ({ value: code, label: code }))}
        disabled={props.disabled}
        aria-label={t("currency")}
        popupMatchSelectWidth={false}
        style={{ width: "5.25rem", flex: "none" }}
      />
    </Space.Compact>
  );
}

/** Filters compare amounts in the company's currency. */
function MoneyFilter({ value, ...rest }: FilterInputProps) {
  return <NumberFilter {...rest} value={isFields(value) ? value.amount : value} />;
}

export const money: FieldUi = {
  Display: MoneyDisplay,
  Input: MoneyInput,
  FilterInput: MoneyFilter,
  align: "end",
  width: 9,
  editing: "typing",
  plain: (value, _field, { format }) => {
    const found = asMoney(value, format.currency);
    return found ? format.money(found) : "";
  },
};
