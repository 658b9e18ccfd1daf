import type { MoneyValue } from "@/api/meta";

export interface FormatSettings {
  /** A language tag, such as zh-CN. */
  language: string;
  timeZone: string;
  /** The company's currency. */
  currency: string;
}

/** Numbers come as numbers or as exact text; text is never turned into a float. */
export type Numeric = number | string;

const space = "\u00a0";
const numericText = /^-?\d+(\.\d+)?$/;

function exact(value: Numeric): Intl.StringNumericLiteral | number {
  return typeof value === "string" && numericText.test(value) ? (value as Intl.StringNumericLiteral) : Number(value);
}

/** Sets a space before 万, M or K and after ¥, so that figures stay readable when dense. */
function spaced(parts: Intl.NumberFormatPart[]): string {
  return parts
    .filter((part) => !(part.type === "literal" && part.value.trim() === ""))
    .map((part, place, all) => {
      const isWideSymbol = part.type === "currency" && /[¥￥A-Z]$/.test(part.value) && place < all.length - 1;
      if (part.type === "compact") return space + part.value;
      return isWideSymbol ? part.value + space : part.value;
    })
    .join("");
}

/** Three digits at least, and all of those before the point: 1.86, 12.3, 4,482. */
const brief = {
  notation: "compact",
  maximumSignificantDigits: 3,
  maximumFractionDigits: 0,
  roundingPriority: "morePrecision",
} as const;

function symbolOf(language: string, currency: string, currencyDisplay: "symbol" | "narrowSymbol"): string | undefined {
  const parts = new Intl.NumberFormat(language, { style: "currency", currency, currencyDisplay }).formatToParts(0);
  return parts.find((part) => part.type === "currency")?.value;
}

/** The company's own currency by its plain symbol, others so that nobody takes them for it. */
function displayOf({ language, currency: own }: FormatSettings, currency: string): "symbol" | "narrowSymbol" | "code" {
  if (currency === own) return "narrowSymbol";
  return symbolOf(language, currency, "symbol") === symbolOf(language, own, "narrowSymbol") ? "code" : "symbol";
}

export function numberFormats(settings: FormatSettings) {
  const { language, currency } = settings;
  const number = (value: Numeric, decimals?: number) =>
    new Intl.NumberFormat(language, {
      minimumFractionDigits: decimals ?? 0,
      maximumFractionDigits: decimals ?? 10,
    }).format(exact(value));
  const compact = (value: Numeric) =>
    spaced(new Intl.NumberFormat(language, brief).formatToParts(exact(value)));
  const percent = (value: Numeric) =>
    new Intl.NumberFormat(language, { style: "unit", unit: "percent", maximumFractionDigits: 2 }).format(exact(value));
  const money = (value: MoneyValue) => {
    const isWhole = /^-?\d+(\.0*)?$/.test(value.amount);
    const format = new Intl.NumberFormat(language, {
      style: "currency",
      currency: value.currency,
      currencyDisplay: displayOf(settings, value.currency),
      ...(isWhole ? { minimumFractionDigits: 0, maximumFractionDigits: 0 } : {}),
    });
    return spaced(format.formatToParts(exact(value.amount)));
  };
  const compactMoney = (value: MoneyValue) => {
    const format = new Intl.NumberFormat(language, {
      style: "currency",
      currency: value.currency,
      currencyDisplay: displayOf(settings, value.currency),
      ...brief,
    });
    return spaced(format.formatToParts(exact(value.amount)));
  };
  /** An amount in the company's currency. */
  const companyMoney = (amount: string) => compactMoney({ amount, currency });
  return { number, compact, percent, money, compactMoney, companyMoney };
}
