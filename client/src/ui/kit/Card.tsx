import type { ReactNode } from "react";
import styles from "./Card.module.css";

interface CardProps {
  title?: ReactNode;
  /** Stands at the end of the title's line. */
  extra?: ReactNode;
  /** No space around the content, for lists that reach the edges. */
  isFlush?: boolean;
  children: ReactNode;
}

/** A white sheet with a hairline around it. */
export function Card({ title, extra, isFlush = false, children }: CardProps) {
  return (
    <section className={styles.card} data-flush={isFlush || undefined}>
      {(title || extra) && (
        <div className={styles.head}>
          <h2>{title}</h2>
          {extra}
        </div>
      )}
      {children}
    </section>
  );
}
