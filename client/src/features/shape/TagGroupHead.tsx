import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined } from "@ant-design/icons";
import { Button, Input } from "antd";
import { currentLanguage, languageNames, languages, useTranslation } from "@/i18n";
import { moved, type Labels, type TagGroup } from "./shape";
import styles from "./shape.module.css";

interface TagGroupHeadProps {
  groups: readonly TagGroup[];
  place: number;
  onRename: (labels: Labels) => void;
  onChange: (groups: TagGroup[]) => void;
}

/** The heading of known tags in each language; its tags stay when it is taken away. */
export function TagGroupHead({ groups, place, onRename, onChange }: TagGroupHeadProps) {
  const { t } = useTranslation("shape");
  const first = currentLanguage();
  const labels = groups[place]?.labels ?? {};
  return (
    <div className={styles.tagGroupHead}>
      {[first, ...languages.filter((language) => language !== first)].map((language) => (
        <Input
          key={language}
          lang={language}
          size="small"
          value={labels[language] ?? ""}
          placeholder={`${t("tags.group")} (${languageNames[language]})`}
          aria-label={t("tags.groupLabel", { number: place + 1, language: languageNames[language] })}
          onChange={(event) => onRename({ ...labels, [language]: event.target.value })}
        />
      ))}
      <span className={styles.choiceButtons}>
        <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={place === 0} aria-label={t("choices.up")} onClick={() => onChange(moved(groups, place, place - 1))} />
        <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={place === groups.length - 1} aria-label={t("choices.down")} onClick={() => onChange(moved(groups, place, place + 1))} />
        <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("tags.removeGroup")} onClick={() => onChange(groups.filter((_, at) => at !== place))} />
      </span>
    </div>
  );
}
