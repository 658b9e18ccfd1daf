import type { ReactNode } from "react";
import styles from "./EmptyState.module.css";

interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  /** One sentence that teaches what will be here and how it comes. */
  text?: ReactNode;
  /** The next step: a button or two. */
  action?: ReactNode;
  /** What few need, below all else. */
  foot?: ReactNode;
  isCompact?: boolean;
}

export function EmptyState({ icon, title, text, action, foot, isCompact = false }: EmptyStateProps) {
  return (
    <div className={styles.empty} data-compact={isCompact || undefined}>
      <span className={styles.icon} aria-hidden="true">
        {icon}
      </span>
      <p className={styles.title}>{title}</p>
      {text && <p className={styles.text}>{text}</p>}
      {action && <div className={styles.action}>{action}</div>}
      {foot && <div className={styles.foot}>{foot}</div>}
    </div>
  );
}
