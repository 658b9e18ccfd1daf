import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { useNow } from "@/ui/kit/When";
import styles from "./page.module.css";

/** Today, yesterday, or the day itself. */
export function DayHeading({ day }: { day: string }) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const now = useNow();
  const today = format.today(now);
  const yesterday = format.today(new Date(now.getTime() - 86_400_000));
  const near = day === today ? t("today") : day === yesterday ? t("yesterday") : null;
  return (
    <h3 className={styles.day} title={format.date(day)}>
      {near ?? format.date(day)}
    </h3>
  );
}
