import { BoldOutlined, ItalicOutlined, LinkOutlined, OrderedListOutlined, UnorderedListOutlined } from "@ant-design/icons";
import { Button, Segmented } from "antd";
import { useRef, useState } from "react";
import { useTranslation } from "@/i18n";
import { GrowingText } from "@/ui/kit/GrowingText";
import styles from "../fields.module.css";
import type { InputProps } from "../types";
import { asText } from "../values";
import { Prose } from "./Prose";

/** Sets marks around what is chosen, or in front of its lines. */
const marks = [
  { name: "bold", icon: <BoldOutlined />, apply: (chosen: string) => `**${chosen || " "}**` },
  { name: "italic", icon: <ItalicOutlined />, apply: (chosen: string) => `*${chosen || " "}*` },
  { name: "link", icon: <LinkOutlined />, apply: (chosen: string) => `[${chosen}](https://)` },
  { name: "bullets", icon: <UnorderedListOutlined />, apply: (chosen: string) => chosen.replace(/^/gm, "- ") },
  { name: "numbers", icon: <OrderedListOutlined />, apply: (chosen: string) => chosen.split("\n").map((line, place) => `${place + 1}. ${line}`).join("\n") },
] as const;

/** Writes rich text: plain typing with a few marks, and a look at how it will read. */
export function ProseInput({ value, field, onChange, id, isInvalid, disabled, describedBy }: InputProps) {
  const { t } = useTranslation("fields");
  const [isReading, setReading] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const written = asText(value);
  const apply = (change: (chosen: string) => string) => {
    const area = place.current?.querySelector("textarea");
    if (!area) return;
    const [start, end] = [area.selectionStart, area.selectionEnd];
    onChange(written.slice(0, start) + change(written.slice(start, end)) + written.slice(end));
    area.focus();
  };
  return (
    <div ref={place} className={styles.proseInput}>
      <div className={styles.proseBar}>
        {marks.map((mark) => (
          <Button key={mark.name} type="text" size="small" icon={mark.icon} disabled={disabled || isReading} aria-label={t(`prose.${mark.name}`)} onClick={() => apply(mark.apply)} />
        ))}
        <Segmented
          size="small"
          value={isReading ? "read" : "write"}
          onChange={(mode) => setReading(mode === "read")}
          options={[{ value: "write", label: t("prose.write") }, { value: "read", label: t("prose.read") }]}
        />
      </div>
      {isReading ? (
        <Prose text={written} />
      ) : (
        <GrowingText
          id={id}
          value={written}
          onChange={(event) => onChange(event.target.value)}
          rows={4}
          variant="borderless"
          status={isInvalid ? "error" : ""}
          disabled={disabled}
          aria-label={id ? undefined : field.label}
          aria-describedby={describedBy}
        />
      )}
    </div>
  );
}
