import type { TFunction } from "@/i18n";

/** A device by its browser and system, such as Chrome on Windows. */
export function placeName({ browser, system }: { browser: string; system: string }, t: TFunction<"security">): string {
  if (browser && system) return t("browserOn", { browser, system });
  return browser || system || t("unknownDevice");
}
