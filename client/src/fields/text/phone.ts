import { asText } from "../values";

/** Country codes of one and two digits; all others have three. */
const shortCodes = /^(1|7|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

/** How many digits stand together, by how many there are. */
const usualGroups: Record<number, readonly number[]> = { 7: [3, 4], 8: [4, 4], 9: [3, 3, 3], 10: [3, 3, 4], 11: [3, 4, 4], 12: [4, 4, 4] };

function grouped(digits: string, sizes = usualGroups[digits.length]): string {
  if (!sizes) return digits;
  const starts = sizes.map((_, place) => sizes.slice(0, place).reduce((sum, size) => sum + size, 0));
  return sizes.map((size, place) => digits.slice(starts[place], (starts[place] ?? 0) + size)).join(" ");
}

/** Numbers of the mainland are written without the country: 138 0013 8000, 0571 8765 4321, 400 810 8888. */
function chineseText(digits: string): string {
  if (/^1\d{10}$/.test(digits)) return grouped(digits);
  if (/^[48]00\d{7}$/.test(digits)) return grouped(digits);
  const [, area = "", rest = ""] = /^(10|2\d|[3-9]\d{2})(\d{7,8})$/.exec(digits) ?? [];
  return area ? `0${area} ${grouped(rest)}` : `+86 ${digits}`;
}

function foreignText(code: string, digits: string): string {
  if (code === "33" && digits.length === 9) return grouped(digits, [1, 2, 2, 2, 2]);
  if (code === "886" && /^[2-8]/.test(digits) && digits.length === 9) return grouped(digits, [1, 4, 4]);
  return grouped(digits);
}

/** A number in groups that can be read and dictated; stored is its international form. */
export function phoneText(value: unknown): string {
  const [number = "", extension] = asText(value).split(";ext=");
  const suffix = extension ? ` #${extension}` : "";
  if (!/^\+\d{8,15}$/.test(number)) return number + suffix;
  const code = shortCodes.exec(number.slice(1))?.[0] ?? number.slice(1, 4);
  const digits = number.slice(1 + code.length);
  return (code === "86" ? chineseText(digits) : `+${code} ${foreignText(code, digits)}`) + suffix;
}
