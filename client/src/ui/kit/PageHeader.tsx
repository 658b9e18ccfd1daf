import type { ReactNode } from "react";
import styles from "./PageHeader.module.css";

interface PageHeaderProps {
  title: ReactNode;
  /** The way here, above the title. */
  trail?: ReactNode;
  /** Counts and sums beside the title. */
  facts?: ReactNode;
  /** Buttons at the end; the one filled with the accent comes last. */
  actions?: ReactNode;
  /** Tabs and the like, flush with the lower edge. */
  children?: ReactNode;
}

export function PageHeader({ title, trail, facts, actions, children }: PageHeaderProps) {
  return (
    <header className={styles.header} data-with-tabs={children ? true : undefined}>
      {trail && <div className={styles.trail}>{trail}</div>}
      <div className={styles.line}>
        <h1 className={styles.title}>{title}</h1>
        {facts && <div className={styles.facts}>{facts}</div>}
        {actions && <div className={styles.actions}>{actions}</div>}
      </div>
      {children}
    </header>
  );
}
