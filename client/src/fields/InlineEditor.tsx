import { Button, Popover } from "antd";
import { useEffect, useRef, useState, type KeyboardEvent, type RefObject } from "react";
import type { FieldMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { FieldInput } from "./FieldInput";
import styles from "./fields.module.css";
import { fieldUi } from "./registry";
import { isSame } from "./values";

export interface InlineEditorProps {
  value: unknown;
  field: FieldMeta;
  /** What the server said against the last try. */
  fault?: string | undefined;
  onCommit: (value: unknown, next: "stay" | "forward" | "back" | "down") => void;
  onCancel: () => void;
}

const floating = ".ant-select-dropdown, .ant-picker-dropdown, .ant-popover";

/** To edit was the person's own choice, so the keys go to the input at once, with all its text chosen. */
function useFocusInside(place: RefObject<HTMLElement | null>, delay = 0): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      const input = place.current?.querySelector<HTMLElement>("input, textarea, [tabindex]");
      input?.focus();
      if (input instanceof HTMLInputElement && input.type !== "checkbox") input.select();
    }, delay);
    return () => clearTimeout(timer);
  }, [place, delay]);
}

/** Edits a value where it stands: Enter or leaving keeps it, Escape drops it. */
export function InlineEditor(props: InlineEditorProps) {
  return fieldUi(props.field).editing === "form" ? <FormEditor {...props} /> : <DirectEditor {...props} />;
}

function DirectEditor({ value, field, fault, onCommit, onCancel }: InlineEditorProps) {
  const { editing } = fieldUi(field);
  const [draft, setDraft] = useState(value);
  const place = useRef<HTMLDivElement>(null);
  const isDone = useRef(false);
  useFocusInside(place);
  const finish = (next: unknown, where: "stay" | "forward" | "back" | "down") => {
    if (isDone.current) return;
    isDone.current = true;
    if (isSame(next, value) && !fault) onCancel();
    else onCommit(next, where);
  };
  const change = (next: unknown) => {
    setDraft(next);
    if (editing === "choosing") finish(next, "stay");
  };
  const press = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") {
      isDone.current = true;
      onCancel();
    } else if (event.key === "Enter" && editing === "typing") finish(draft, "down");
    else if (event.key === "Tab") finish(draft, event.shiftKey ? "back" : "forward");
    else {
      event.stopPropagation();
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };
  const leave = () => {
    setTimeout(() => {
      const active = document.activeElement;
      const isInside = active && (place.current?.contains(active) || active.closest(floating));
      if (!isInside && place.current) finish(draft, "stay");
    }, 0);
  };
  return (
    // The keys of the input inside mean its own things, not the list's.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={place} className={styles.editor} onKeyDown={press} onBlur={leave}>
      <FieldInput value={draft} field={field} onChange={change} startsOpen={editing !== "typing"} isInvalid={fault !== undefined} />
    </div>
  );
}

/** Values with parts and long texts are edited in a small window with its own buttons. */
function FormEditor({ value, field, fault, onCommit, onCancel }: InlineEditorProps) {
  const { t } = useTranslation("fields");
  const [draft, setDraft] = useState(value);
  const box = useRef<HTMLDivElement>(null);
  useFocusInside(box, 60);
  const press = (event: KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    if (event.key === "Escape") onCancel();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey || event.target instanceof HTMLInputElement)) onCommit(draft, "stay");
  };
  const content = (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div ref={box} className={styles.formEditor} onKeyDown={press}>
      <FieldInput value={draft} field={field} onChange={setDraft} isInvalid={fault !== undefined} />
      {fault && <span className={styles.fault} role="alert">{fault}</span>}
      <div className={styles.formButtons}>
        <Button size="small" onClick={onCancel}>{t("cancel")}</Button>
        <Button size="small" type="primary" onClick={() => onCommit(draft, "stay")}>{t("save")}</Button>
      </div>
    </div>
  );
  return (
    <Popover open trigger="click" placement="bottomLeft" title={field.label} content={content} arrow={false} destroyOnHidden onOpenChange={(isOpen) => !isOpen && onCancel()}>
      <span className={styles.editor} />
    </Popover>
  );
}
