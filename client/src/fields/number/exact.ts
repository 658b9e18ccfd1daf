const scales: Record<string, number> = { k: 3, m: 6, 千: 3, 万: 4, 萬: 4, w: 4, 亿: 8, 億: 8 };
const written = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)([kmw千万萬亿億]?)$/i;

function moved(digits: string, places: number): string {
  const [whole = "", rest = ""] = digits.split(".");
  const padded = rest.padEnd(places, "0");
  const left = (whole + padded.slice(0, places)).replace(/^0+(?=\d)/, "") || "0";
  const right = padded.slice(places).replace(/0+$/, "");
  return right ? `${left}.${right}` : left;
}

/** Exact text of a number as people write it: "1,200", "12万", "3.5k", full-width digits; null where it is none. */
export function exactNumber(typed: string): string | null {
  const plain = typed.normalize("NFKC").replace(/[\s,'_%]/g, "");
  const match = written.exec(plain);
  if (!match) return null;
  const [, sign = "", digits = "", scale = ""] = match;
  const places = scales[scale.toLowerCase()] ?? 0;
  const number = places || digits.endsWith(".") || digits.startsWith(".") ? moved(digits, places) : digits;
  return sign === "-" ? `-${number}` : number;
}

const clock = /^(?:(\d+)\s*[d天])?\s*(?:(\d+)\s*(?:h|小时|小時|时|時))?\s*(?:(\d+)\s*(?:m|min|分钟?|分鐘?))?\s*$/i;

/** Seconds of a duration as people write it: "1:30", "1h30m", "2小时", or minutes as a bare number. */
export function secondsOf(typed: string): number | null {
  const plain = typed.normalize("NFKC").trim();
  const parts = /^(\d+):(\d{1,2})$/.exec(plain);
  if (parts) return Number(parts[1]) * 3600 + Number(parts[2]) * 60;
  if (/^\d+$/.test(plain)) return Number(plain) * 60;
  const match = clock.exec(plain);
  if (!match || !match.slice(1).some(Boolean)) return null;
  const [days, hours, minutes] = match.slice(1).map((part) => Number(part ?? 0));
  return (days ?? 0) * 86_400 + (hours ?? 0) * 3_600 + (minutes ?? 0) * 60;
}
