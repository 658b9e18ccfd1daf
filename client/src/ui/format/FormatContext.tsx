import { createContext, useContext, useMemo, type ReactNode } from "react";
import { currentLanguage, useTranslation } from "@/i18n";
import { dateFormats } from "./dates";
import { numberFormats, type FormatSettings } from "./format";

export type Format = FormatSettings & ReturnType<typeof numberFormats> & ReturnType<typeof dateFormats>;

type Place = Omit<FormatSettings, "language">;

const browserPlace: Place = { timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone, currency: "CNY" };

const FormatContext = createContext<Place>(browserPlace);

/** Says in which time zone and with which company currency everything below is written. */
export function FormatProvider({ timeZone, currency, children }: Partial<Place> & { children: ReactNode }) {
  const place = useMemo(
    () => ({ timeZone: timeZone ?? browserPlace.timeZone, currency: currency ?? browserPlace.currency }),
    [timeZone, currency],
  );
  return <FormatContext value={place}>{children}</FormatContext>;
}

const made = new Map<string, Format>();

export function makeFormat(settings: FormatSettings): Format {
  const key = `${settings.language} ${settings.timeZone} ${settings.currency}`;
  const kept = made.get(key);
  if (kept) return kept;
  const format = { ...settings, ...numberFormats(settings), ...dateFormats(settings) };
  made.set(key, format);
  return format;
}

/** Writes numbers, money and times in the person's language and zone. */
export function useFormat(): Format {
  const place = useContext(FormatContext);
  useTranslation();
  return makeFormat({ ...place, language: currentLanguage() });
}
