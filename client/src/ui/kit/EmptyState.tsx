import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  /** One sentence that teaches what will be here and how it comes. */
  text?: ReactNode;
  /** The next step: a button or two. */
  action?: ReactNode;
  isCompact?: boolean;
}

export function EmptyState({ icon, title, text, action, isCompact = false }: EmptyStateProps) {
  return (
    <div className={styles.empty} data-compact={isCompact || undefined}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.title}>{title}</p>
      {text && <p className={styles.text}>{text}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}
