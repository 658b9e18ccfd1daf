import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import { useTranslation } from "@/i18n";
import { ChoiceRow } from "./ChoiceRow";
import { colours, moved, type ChoiceFacts } from "./shape";
import styles from "./shape.module.css";

interface ChoicesEditorProps {
  value: readonly ChoiceFacts[];
  onChange: (choices: ChoiceFacts[]) => void;
}

/** The values of a picklist: their words in each language, their colour and their order. */
export function ChoicesEditor({ value, onChange }: ChoicesEditorProps) {
  const { t } = useTranslation("shape");
  const change = (place: number, part: Partial<ChoiceFacts>) =>
    onChange(value.map((choice, at) => (at === place ? { ...choice, ...part } : choice)));
  return (
    <div className={styles.choices}>
      {value.map((choice, place) => (
        <ChoiceRow
          key={place}
          choice={choice}
          number={place + 1}
          onChange={(part) => change(place, part)}
          onUp={place > 0 ? () => onChange(moved(value, place, place - 1)) : null}
          onDown={place < value.length - 1 ? () => onChange(moved(value, place, place + 1)) : null}
          onRemove={() => onChange(value.filter((_, at) => at !== place))}
        >
          <Checkbox checked={choice.is_final} onChange={(event) => change(place, { is_final: event.target.checked })}>
            {t("choices.final")}
          </Checkbox>
        </ChoiceRow>
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
