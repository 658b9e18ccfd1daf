import { Select } from "antd";
import { useTranslation } from "@/i18n";
import type { FilterInputProps } from "../types";
import { asTexts } from "../values";

/** Several words or numbers, each ended by Enter or a comma. */
export function FilterWords({ value, field, onChange }: Omit<FilterInputProps, "operator">) {
  const { t } = useTranslation("fields");
  return (
    <Select
      mode="tags"
      open={false}
      suffixIcon={null}
      tokenSeparators={[",", "，", ";", "、", "\n"]}
      value={asTexts(value)}
      onChange={(words: string[]) => onChange(words)}
      aria-label={field.label}
      placeholder={t("filter.several")}
      style={{ width: "100%" }}
    />
  );
}
