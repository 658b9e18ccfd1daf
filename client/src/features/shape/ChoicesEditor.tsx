import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Input, Select } from "antd";
import { currentLanguage, languageNames, languages, useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { toneOf } from "@/ui/kit/tones";
import { colours, type ChoiceFacts } from "./shape";
import styles from "./shape.module.css";

interface ChoicesEditorProps {
  value: readonly ChoiceFacts[];
  onChange: (choices: ChoiceFacts[]) => void;
}

function moved(choices: readonly ChoiceFacts[], from: number, to: number): ChoiceFacts[] {
  const next = [...choices];
  const [taken] = next.splice(from, 1);
  if (taken) next.splice(to, 0, taken);
  return next;
}

/** The values of a picklist: their words in each language, their colour and their order. */
export function ChoicesEditor({ value, onChange }: ChoicesEditorProps) {
  const { t } = useTranslation("shape");
  const first = currentLanguage();
  const order = [first, ...languages.filter((language) => language !== first)];
  const change = (place: number, part: Partial<ChoiceFacts>) =>
    onChange(value.map((choice, at) => (at === place ? { ...choice, ...part } : choice)));
  return (
    <div className={styles.choices}>
      {value.map((choice, place) => (
        <div key={place} className={styles.choice}>
          {order.map((language) => (
            <Input
              key={language}
              lang={language}
              size="small"
              value={choice.labels[language] ?? ""}
              placeholder={languageNames[language]}
              aria-label={t("choices.label", { number: place + 1, language: languageNames[language] })}
              onChange={(event) => change(place, { labels: { ...choice.labels, [language]: event.target.value } })}
            />
          ))}
          <Select
            size="small"
            value={choice.colour ?? "grey"}
            aria-label={t("choices.colour")}
            onChange={(colour: string) => change(place, { colour })}
            options={colours.map((colour) => ({ value: colour, label: <Chip tone={toneOf(colour)} dot>{choice.labels[first] || "–"}</Chip> }))}
            popupMatchSelectWidth={false}
          />
          <Checkbox checked={choice.is_final} onChange={(event) => change(place, { is_final: event.target.checked })}>
            {t("choices.final")}
          </Checkbox>
          <span className={styles.choiceButtons}>
            <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={place === 0} aria-label={t("choices.up")} onClick={() => onChange(moved(value, place, place - 1))} />
            <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={place === value.length - 1} aria-label={t("choices.down")} onClick={() => onChange(moved(value, place, place + 1))} />
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("choices.remove")} onClick={() => onChange(value.filter((_, at) => at !== place))} />
          </span>
        </div>
      ))}
      <Button
        type="dashed"
        size="small"
        icon={<PlusOutlined />}
        onClick={() => onChange([...value, { key: "", labels: {}, colour: colours[value.length % colours.length] ?? "grey", is_final: false }])}
      >
        {t("choices.add")}
      </Button>
    </div>
  );
}
