import { CloseOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useEffect, useEffectEvent, useState, useSyncExternalStore } from "react";
import { useTranslation } from "@/i18n";
import { RequestId } from "../kit/RequestId";
import { useShortcut } from "../shortcuts/useShortcut";
import { currentToasts, dismissToast, watchToasts, type Toast } from "./toasts";
import styles from "./Toasts.module.css";

const stay = 8_000;

function Pill({ toast, isNewest }: { toast: Toast; isNewest: boolean }) {
  const { t } = useTranslation("ui");
  const [isHeld, setHeld] = useState(false);
  const leave = useEffectEvent(() => dismissToast(toast.id));
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => leave(), stay);
    return () => clearTimeout(timer);
  }, [isHeld]);
  const act = () => {
    dismissToast(toast.id);
    void toast.action?.run();
  };
  useShortcut("mod+z", "ui:toast.undo", act, isNewest && toast.isUndo === true);
  const hold = { onMouseEnter: () => setHeld(true), onMouseLeave: () => setHeld(false), onFocus: () => setHeld(true), onBlur: () => setHeld(false) };
  return (
    <div className={styles.pill} data-tone={toast.tone} {...hold}>
      <span className={styles.text}>
        {toast.text} {toast.requestId && <RequestId id={toast.requestId} />}
      </span>
      {toast.link && (
        <Link to={toast.link.to} search={toast.link.search as never} className={styles.action} onClick={() => dismissToast(toast.id)}>
          {toast.link.label}
        </Link>
      )}
      {toast.action && (
        <button type="button" className={styles.action} onClick={act}>
          {toast.action.label}
        </button>
      )}
      <button type="button" className={styles.close} aria-label={t("close")} onClick={() => dismissToast(toast.id)}>
        <CloseOutlined />
      </button>
    </div>
  );
}

/** Where toasts appear: at the bottom, read aloud as they come. */
export function Toasts() {
  const toasts = useSyncExternalStore(watchToasts, currentToasts);
  const newest = toasts.at(-1)?.id;
  return (
    <div className={styles.place} role="status" aria-live="polite" data-screen-only>
      {toasts.map((toast) => (
        <Pill key={toast.id} toast={toast} isNewest={toast.id === newest} />
      ))}
    </div>
  );
}
