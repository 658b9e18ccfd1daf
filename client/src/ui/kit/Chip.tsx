import { CloseOutlined } from "@ant-design/icons";
import type { ReactNode } from "react";
import styles from "./Chip.module.css";
import type { Tone } from "./tones";

interface ChipProps {
  tone?: Tone;
  icon?: ReactNode;
  /** A dot in the tone's colour before the text. */
  dot?: boolean;
  onClick?: () => void;
  /** Shows a cross; its label says what it removes. */
  onRemove?: () => void;
  removeLabel?: string;
  children: ReactNode;
}

/** A small rounded label; one that can be clicked is a button. */
export function Chip({ tone = "plain", icon, dot = false, onClick, onRemove, removeLabel, children }: ChipProps) {
  const inside = (
    <>
      {dot && <span className={styles.dot} />}
      {icon}
      <span className={styles.text}>{children}</span>
    </>
  );
  return (
    <span className={styles.chip} data-tone={tone} data-active={onClick ? true : undefined}>
      {onClick ? (
        <button type="button" className={styles.body} onClick={onClick}>
          {inside}
        </button>
      ) : (
        <span className={styles.body}>{inside}</span>
      )}
      {onRemove && (
        <button type="button" className={styles.remove} aria-label={removeLabel} onClick={onRemove}>
          <CloseOutlined />
        </button>
      )}
    </span>
  );
}
