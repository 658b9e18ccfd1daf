import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { useNow } from "@/ui/kit/When";
import styles from "./page.module.css";

/** Today, yesterday, or the day itself. */
export function DayHeading({ day, level: Heading = "h3" }: { day: string; level?: "h2" | "h3" }) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const now = useNow();
  const today = format.today(now);
  const yesterday = format.today(new Date(now.getTime() - 86_400_000));
  const near = day === today ? t("today") : day === yesterday ? t("yesterday") : null;
  return (
    <Heading className={styles.day} title={format.date(day)}>
      {near ?? format.date(day)}
    </Heading>
  );
}
