import { useTranslation } from "@/i18n";
import type { Duplicate } from "./saving";

/** What an equal record is called, or whom to ask for one that the reader may not see. */
export function DuplicateName({ found }: { found: Duplicate }) {
  const { t } = useTranslation("form");
  if (found.title !== null) return found.title;
  return found.ask ? t("duplicates.ask", { person: found.ask.title }) : t("duplicates.unseen");
}
