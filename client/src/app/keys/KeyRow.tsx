import { CloseOutlined, EditOutlined, UndoOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useCallback, useRef, useState } from "react";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { Kbd } from "@/ui/kit/Kbd";
import type { Entry } from "@/ui/shortcuts/choosing";
import styles from "./keys.module.css";
import { useKeyCapture } from "./useKeyCapture";

interface CaptureProps {
  label: string;
  onKeys: (keys: string) => void;
  onLeave: () => void;
}

/** The place where keys are pressed to choose them; Escape and leaving it change nothing. */
export function Capture({ label, onKeys, onLeave }: CaptureProps) {
  const { t } = useTranslation("app");
  const { pressed, press } = useKeyCapture(onKeys, onLeave);
  return (
    <button
      type="button"
      className={styles.capture}
      aria-label={label}
      // The keys that are pressed next are meant for it.
      // eslint-disable-next-line jsx-a11y/no-autofocus
      autoFocus
      onKeyDown={press}
      onBlur={onLeave}
    >
      {pressed ? <Kbd keys={pressed} /> : t("keys.press")}
    </button>
  );
}

interface KeyRowProps {
  entry: Entry;
  isActing: boolean;
  onKeys: (entry: Entry, keys: string) => void;
}

/** One command with its keys, and what can be done with them. */
export function KeyRow({ entry, isActing, onKeys }: KeyRowProps) {
  const { t } = useTranslation("app");
  const [isCapturing, setCapturing] = useState(false);
  const change = useRef<HTMLButtonElement>(null);
  const name = entry.title ?? t(entry.id);
  const leave = useCallback(() => setCapturing(false), []);
  const take = useCallback(
    (keys: string) => {
      setCapturing(false);
      onKeys(entry, keys);
      requestAnimationFrame(() => change.current?.focus());
    },
    [entry, onKeys],
  );
  return (
    <li className={styles.row}>
      <span className={styles.name}>{name}</span>
      {isActing && <Chip tone="good">{t("keys.now")}</Chip>}
      {isCapturing ? (
        <Capture label={t("keys.change", { name })} onKeys={take} onLeave={leave} />
      ) : (
        <span className={styles.keys}>
          {entry.keys === "" ? <span className={styles.none}>{t("keys.none")}</span> : <Kbd keys={entry.keys} />}
          <span className="only-read-aloud">{entry.keys}</span>
        </span>
      )}
      <span className={styles.acts}>
        {!entry.isFixed && (
          <>
            {entry.usual !== undefined && entry.usual !== entry.keys && (
              <Button type="text" size="small" icon={<UndoOutlined />} aria-label={t("keys.usual", { name })} title={t("keys.usual", { name })} onClick={() => onKeys(entry, entry.usual ?? "")} />
            )}
            <Button ref={change} type="text" size="small" icon={<EditOutlined />} aria-label={t("keys.change", { name })} title={t("keys.change", { name })} onClick={() => setCapturing(true)} />
            <Button type="text" size="small" icon={<CloseOutlined />} disabled={entry.keys === ""} aria-label={t("keys.remove", { name })} title={t("keys.remove", { name })} onClick={() => onKeys(entry, "")} />
          </>
        )}
      </span>
    </li>
  );
}
