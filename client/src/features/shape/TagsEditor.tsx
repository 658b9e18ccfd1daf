import { PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox } from "antd";
import type { FieldMeta } from "@/api/meta";
import { useUsedTags } from "@/fields/choice/tags";
import { languages, useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Chip } from "@/ui/kit/Chip";
import { type FieldFacts, type Labels } from "./shape";
import styles from "./shape.module.css";
import { TagGroupHead } from "./TagGroupHead";
import { TagRows } from "./TagRows";
import { tagOf } from "./tags";

export interface TagsEditorProps {
  facts: FieldFacts;
  /** The field as it is; none for a new one. */
  field: FieldMeta | null;
  change: (part: Partial<FieldFacts>) => void;
}

const mostWords = 30;

function freeKey(taken: readonly string[]): string {
  let number = taken.length + 1;
  while (taken.includes(`group_${number}`)) number += 1;
  return `group_${number}`;
}

function UsedWords({ facts, field, change }: TagsEditorProps & { field: FieldMeta }) {
  const { t } = useTranslation("shape");
  const format = useFormat();
  const known = new Set(facts.choices.flatMap((tag) => [tag.key, ...(tag.aliases ?? [])]));
  const words = useUsedTags(field, true).filter(({ key }) => !known.has(key)).slice(0, mostWords);
  if (words.length === 0) return null;
  return (
    <div className={styles.usedWords}>
      <p className={styles.hint}>{t("tags.used")}</p>
      <p className={styles.chips}>
        {words.map(({ key, count }) => (
          <Chip key={key} icon={<PlusOutlined aria-hidden />} onClick={() => change({ choices: [...facts.choices, tagOf(facts.choices.length, null, key)] })}>
            {key} · {format.number(count)}
          </Chip>
        ))}
      </p>
    </div>
  );
}

/** Known tags under their headings, and the free words that could become known. */
export function TagsEditor({ facts, field, change }: TagsEditorProps) {
  const { t } = useTranslation("shape");
  const { choices, tag_groups: groups } = facts;
  const add = (group: string | null) => change({ choices: [...choices, tagOf(choices.length, group)] });
  const rename = (place: number, labels: Labels) => change({ tag_groups: groups.map((group, at) => (at === place ? { ...group, labels } : group)) });
  const blank = Object.fromEntries(languages.map((language) => [language, ""]));
  return (
    <div className={styles.choices}>
      <TagRows facts={facts} group={null} change={change} />
      <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add(null)}>{t("tags.add")}</Button>
      {groups.map((group, place) => (
        <section key={group.key} className={styles.tagGroup}>
          <TagGroupHead groups={groups} place={place} onRename={(labels) => rename(place, labels)} onChange={(next) => change({ tag_groups: next })} />
          <TagRows facts={facts} group={group.key} change={change} />
          <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => add(group.key)}>{t("tags.add")}</Button>
        </section>
      ))}
      <Button type="dashed" size="small" icon={<PlusOutlined />} onClick={() => change({ tag_groups: [...groups, { key: freeKey(groups.map(({ key }) => key)), labels: blank }] })}>
        {t("tags.addGroup")}
      </Button>
      {field && <UsedWords facts={facts} field={field} change={change} />}
      <Checkbox checked={facts.only_known} onChange={(event) => change({ only_known: event.target.checked })}>
        {t("tags.onlyKnown")}
      </Checkbox>
    </div>
  );
}
