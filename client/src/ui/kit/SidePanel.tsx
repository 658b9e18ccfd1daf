import { CloseOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useEffect, useRef, type ReactNode } from "react";
import { useTranslation } from "@/i18n";
import { useShortcut } from "../shortcuts/useShortcut";
import styles from "./SidePanel.module.css";
import { useIsNarrow } from "./viewport";

interface SidePanelProps {
  /** Read aloud as the panel's name. */
  label: string;
  /** Stands at the top, before the close button. */
  head?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** A panel beside a list; where there is no room it lies above it. Escape closes it. */
export function SidePanel({ label, head, onClose, children }: SidePanelProps) {
  const { t } = useTranslation("ui");
  const isNarrow = useIsNarrow();
  const panel = useRef<HTMLElement>(null);
  useShortcut("escape", "ui:keys.close", onClose);
  useEffect(() => {
    if (!isNarrow) return;
    const before = document.activeElement;
    panel.current?.focus();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, [isNarrow]);
  return (
    <>
      {isNarrow && <div className={styles.shade} onClick={onClose} aria-hidden="true" />}
      <aside ref={panel} className={styles.panel} aria-label={label} tabIndex={-1} data-above={isNarrow || undefined}>
        <div className={styles.head}>
          <div className={styles.headText}>{head}</div>
          <Button type="text" size="small" icon={<CloseOutlined />} aria-label={t("close")} onClick={onClose} />
        </div>
        <div className={styles.body}>{children}</div>
      </aside>
    </>
  );
}
