import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import type { ReactNode } from "react";
import { currentLanguage, languageNames, languages, useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { toneOf } from "@/ui/kit/tones";
import { colours, type ChoiceFacts } from "./shape";
import styles from "./shape.module.css";

interface ChoiceRowProps {
  choice: ChoiceFacts;
  number: number;
  onChange: (part: Partial<ChoiceFacts>) => void;
  /** What takes it up or down; none at the end of the list. */
  onUp: (() => void) | null;
  onDown: (() => void) | null;
  onRemove: () => void;
  /** What else is said of it. */
  children?: ReactNode;
}

/** One value: its words in each language, its colour and its place. */
export function ChoiceRow({ choice, number, onChange, onUp, onDown, onRemove, children }: ChoiceRowProps) {
  const { t } = useTranslation("shape");
  const first = currentLanguage();
  const order = [first, ...languages.filter((language) => language !== first)];
  return (
    <div className={styles.choice}>
      {order.map((language) => (
        <Input
          key={language}
          lang={language}
          size="small"
          value={choice.labels[language] ?? ""}
          placeholder={languageNames[language]}
          aria-label={t("choices.label", { number, language: languageNames[language] })}
          onChange={(event) => onChange({ labels: { ...choice.labels, [language]: event.target.value } })}
        />
      ))}
      <Select
        size="small"
        value={choice.colour ?? "grey"}
        aria-label={t("choices.colour")}
        onChange={(colour: string) => onChange({ colour })}
        options={colours.map((colour) => ({ value: colour, label: <Chip tone={toneOf(colour)} dot>{choice.labels[first] || choice.key || "–"}</Chip> }))}
        popupMatchSelectWidth={false}
      />
      {children}
      <span className={styles.choiceButtons}>
        <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={!onUp} aria-label={t("choices.up")} onClick={() => onUp?.()} />
        <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={!onDown} aria-label={t("choices.down")} onClick={() => onDown?.()} />
        <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("choices.remove")} onClick={onRemove} />
      </span>
    </div>
  );
}
