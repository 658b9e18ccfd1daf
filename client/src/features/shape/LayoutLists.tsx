import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import type { ReactNode } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import type { Arrangement } from "./layout";
import styles from "./layout.module.css";
import { moved } from "./shape";

interface LayoutListsProps {
  object: ObjectMeta;
  arrangement: Arrangement;
  onChange: (arrangement: Arrangement) => void;
}

interface OrderedProps {
  label: string;
  count: number;
  at: number;
  onMove: (to: number) => void;
  children: ReactNode;
}

function Ordered({ label, count, at, onMove, children }: OrderedProps) {
  const { t } = useTranslation("shape");
  return (
    <li className={styles.field}>
      {children}
      <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={at === 0} aria-label={`${t("choices.up")}: ${label}`} onClick={() => onMove(at - 1)} />
      <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={at === count - 1} aria-label={`${t("choices.down")}: ${label}`} onClick={() => onMove(at + 1)} />
    </li>
  );
}

/** What stands at the head of the page, and the related lists that it shows, both in order. */
export function LayoutLists({ object, arrangement, onChange }: LayoutListsProps) {
  const { t } = useTranslation("shape");
  const { head, related } = arrangement;
  const labelOf = (name: string) => object.related.find((each) => `${each.object}.${each.field}` === name)?.label ?? name;
  const show = (name: string, isShown: boolean) => onChange({ ...arrangement, related: related.map((each) => (each.name === name ? { name, isShown } : each)) });
  return (
    <>
      <section className={styles.place}>
        <h3 className={styles.heading}>{t("layout.head")}</h3>
        <p className={styles.hint}>{t("layout.headHint")}</p>
        <ul>
          {head.map((name, at) => {
            const label = object.fields[name]?.label ?? name;
            return (
              <Ordered key={name} label={label} count={head.length} at={at} onMove={(to) => onChange({ ...arrangement, head: moved(head, at, to) })}>
                <span className={styles.name}>{label}</span>
                <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={`${t("choices.remove")}: ${label}`} onClick={() => onChange({ ...arrangement, head: head.filter((each) => each !== name) })} />
              </Ordered>
            );
          })}
        </ul>
      </section>
      {related.length > 0 && (
        <section className={styles.place}>
          <h3 className={styles.heading}>{t("layout.related")}</h3>
          <ul>
            {related.map(({ name, isShown }, at) => (
              <Ordered key={name} label={labelOf(name)} count={related.length} at={at} onMove={(to) => onChange({ ...arrangement, related: moved(related, at, to) })}>
                <Checkbox className={styles.name} checked={isShown} onChange={(event) => show(name, event.target.checked)}>
                  {labelOf(name)}
                </Checkbox>
              </Ordered>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}
