import { asText, isFields } from "../values";

export const addressParts = ["country", "province", "city", "district", "street", "postcode"] as const;

type Parts = Record<(typeof addressParts)[number], string>;

const han = /[\u3400-\u9fff]/;
const chineseCountries = new Set(["", "CN", "TW", "HK", "MO", "中国", "中國"]);
const postcodeFirst = new Set(["AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GR", "IT", "NL", "NO", "PL", "PT", "SE", "TR"]);

/** The country's name in the language; what is no code stays as it is. */
export function countryName(country: string, language: string): string {
  if (!/^[A-Z]{2}$/.test(country)) return country;
  return new Intl.DisplayNames(language, { type: "region" }).of(country) ?? country;
}

/** 上海 and 上海市 are the same place, said once. */
function withoutRepeats(places: readonly string[]): string[] {
  const bare = (place: string) => place.replace(/[省市区區]$/, "");
  return places.filter((place, at) => place && !(at > 0 && bare(places[at - 1] ?? "") === bare(place)));
}

/** From large to small, run together; the country only where it is another. */
function chineseLine({ country, province, city, district, street, postcode }: Parts, language: string): string {
  const abroad = chineseCountries.has(country) ? "" : countryName(country, language);
  const places = withoutRepeats([province, city, district]).join("");
  const line = abroad + places + (street.startsWith(places) ? street.slice(places.length) : street);
  return postcode ? `${line} ${postcode}` : line;
}

/** From small to large, with commas; the postcode where the country writes it. */
function westernLine({ country, province, city, district, street, postcode }: Parts, language: string): string {
  const isFirst = postcodeFirst.has(country);
  const region = province === city ? "" : province;
  const town = isFirst ? `${postcode} ${city}` : city;
  const state = isFirst ? region : `${region} ${postcode}`;
  return [street, district, town, state, countryName(country, language)].map((part) => part.trim()).filter(Boolean).join(", ");
}

/** An address in one line, in the order of its own country. */
export function addressLine(value: unknown, language: string): string {
  if (!isFields(value)) return asText(value);
  const parts = Object.fromEntries(addressParts.map((part) => [part, asText(value[part])])) as Parts;
  const isChinese = han.test(parts.province + parts.city + parts.district + parts.street);
  return isChinese ? chineseLine(parts, language) : westernLine(parts, language);
}
