import { EyeInvisibleOutlined, EyeOutlined } from "@ant-design/icons";
import { Button, Popover } from "antd";
import { useEffect, useState, type ReactNode, type SyntheticEvent } from "react";
import { useTranslation } from "@/i18n";
import styles from "./fields.module.css";
import { RevealForm } from "./RevealForm";
import type { DisplayProps } from "./types";
import { asText } from "./values";

const shownFor = 60_000;

/** The cell around has keys and clicks of its own. */
function keep(event: SyntheticEvent): void {
  event.stopPropagation();
}

interface MaskedValueProps extends DisplayProps {
  /** Shows the value itself as any other of its kind. */
  show: (value: unknown) => ReactNode;
}

/**
 * A mask, beside it the eye for who may look behind it. What is revealed is kept here alone, in no cache and no storage,
 * and goes after a minute.
 */
export function MaskedValue({ value, field, record, show }: MaskedValueProps) {
  const { t } = useTranslation("fields");
  const [isAsking, setAsking] = useState(false);
  const [revealed, setRevealed] = useState<{ value: unknown } | null>(null);
  useEffect(() => {
    if (!revealed) return undefined;
    const timer = setTimeout(() => setRevealed(null), shownFor);
    return () => clearTimeout(timer);
  }, [revealed]);
  const mask = <span className={styles.line}>{asText(value)}</span>;
  if (!field.may_reveal || !record || !field.object) return mask;
  const address = `/records/${field.object}/${record.id}/reveal`;
  const label = t(revealed ? "reveal.hide" : "reveal.show", { field: field.label });
  const press = () => (revealed ? setRevealed(null) : setAsking(true));
  const done = (found: unknown) => {
    setAsking(false);
    setRevealed({ value: found });
  };
  return (
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <span className={styles.masked} onClick={keep} onKeyDown={keep} onDoubleClick={keep} onPointerDown={keep}>
      {revealed ? show(revealed.value) : mask}
      <Popover
        open={isAsking}
        trigger="click"
        destroyOnHidden
        title={t("reveal.title", { field: field.label })}
        content={<RevealForm address={address} field={field.name} onDone={done} onCancel={() => setAsking(false)} />}
        onOpenChange={(isOpen) => !isOpen && setAsking(false)}
      >
        <Button type="text" size="small" aria-label={label} title={label} icon={revealed ? <EyeInvisibleOutlined /> : <EyeOutlined />} onClick={press} />
      </Popover>
    </span>
  );
}
