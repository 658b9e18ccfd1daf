import { useEffect, useRef, type ReactNode } from "react";
import styles from "./Sheet.module.css";

interface SheetProps {
  label: string;
  place: "top" | "start" | "bottom";
  onClose: () => void;
  children: ReactNode;
}

/** A modal layer of the browser's own, which keeps the focus inside, closes on Escape and gives the focus back. */
export function Sheet({ label, place, onClose, children }: SheetProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const shown = dialog.current;
    if (shown && !shown.open) shown.showModal();
  }, []);
  return (
    // The backdrop only repeats what Escape does.
    // eslint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-noninteractive-element-interactions
    <dialog
      ref={dialog}
      className={styles.sheet}
      data-place={place}
      aria-label={label}
      onClose={onClose}
      onClick={(event) => {
        if (event.target === event.currentTarget) onClose();
      }}
    >
      <div className={styles.body}>{children}</div>
    </dialog>
  );
}
