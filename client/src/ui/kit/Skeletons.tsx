import { useTranslation } from "@/i18n";
import styles from "./Skeletons.module.css";

function Waiting({ className, count }: { className: string | undefined; count: number }) {
  const { t } = useTranslation("ui");
  return (
    <div className={className} role="status">
      <span className="only-read-aloud">{t("loading")}</span>
      {Array.from({ length: count }, (_, place) => (
        <span key={place} className={styles.bone} aria-hidden="true" />
      ))}
    </div>
  );
}

/** Grey rows where a list will be. */
export function ListSkeleton({ rows = 8 }: { rows?: number }) {
  return <Waiting className={styles.rows} count={rows} />;
}

/** Grey cards where cards will be. */
export function CardsSkeleton({ cards = 3 }: { cards?: number }) {
  return <Waiting className={styles.cards} count={cards} />;
}

/** Grey lines where a text will be. */
export function TextSkeleton({ lines = 3 }: { lines?: number }) {
  return <Waiting className={styles.lines} count={lines} />;
}
