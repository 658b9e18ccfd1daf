import { Select } from "antd";
import type { FieldMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { currencyOf, withCurrency } from "./constants";
import styles from "./imports.module.css";
import type { Constant, Mapped } from "./imports";

interface AmountCurrencyProps {
  field: FieldMeta | undefined;
  mapped: Mapped;
  mapping: readonly Mapped[];
  constants: readonly Constant[];
  onChange: (constants: Constant[]) => void;
}

/** The currency of a column of amounts, unless another column says it. */
export function AmountCurrency({ field, mapped, mapping, constants, onChange }: AmountCurrencyProps) {
  const { t } = useTranslation("imports");
  const meta = useMeta().data;
  const isAmount = field?.kind === "money" && (!mapped.part || mapped.part === "amount");
  const hasColumn = mapping.some((each) => each.field === mapped.field && each.part === "currency");
  if (!isAmount || hasColumn || !meta) return null;
  const currency = currencyOf(constants, mapped.field) ?? meta.company.currency;
  return (
    <Select
      value={currency}
      options={[...new Set([currency, ...meta.currencies])].map((code) => ({ value: code, label: code }))}
      onChange={(next: string) => onChange(withCurrency(constants, mapped.field, next))}
      showSearch
      aria-label={t("mapping.currencyOf", { field: field.label })}
      className={styles.currency}
    />
  );
}
