import { EllipsisOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { currentLanguage, useTranslation } from "@/i18n";
import { ChoiceRow } from "./ChoiceRow";
import type { ChoiceFacts, FieldFacts } from "./shape";
import styles from "./shape.module.css";
import { merged, nameOf, swapped, tagsUnder } from "./tags";

interface TagRowsProps {
  facts: FieldFacts;
  /** The heading whose tags these are; none for those without. */
  group: string | null;
  change: (part: Partial<FieldFacts>) => void;
}

function More({ facts, place, change }: { facts: FieldFacts; place: number; change: TagRowsProps["change"] }) {
  const { t } = useTranslation("shape");
  const { choices, tag_groups: groups } = facts;
  const here = choices[place]?.group ?? null;
  const put = (group: string | null) => change({ choices: choices.map((tag, at) => (at === place ? { ...tag, group } : tag)) });
  const headings = groups.filter(({ key }) => key !== here).map(({ key, labels }) => ({
    key: `group ${key}`, label: labels[currentLanguage()] || Object.values(labels).find(Boolean) || key, onClick: () => put(key),
  }));
  const others = choices.flatMap((tag, at) =>
    at === place || !nameOf(tag) ? [] : [{ key: `tag ${at}`, label: nameOf(tag), onClick: () => change({ choices: merged(choices, place, at) }) }],
  );
  const items = [
    ...(headings.length > 0 || here ? [{ key: "to", label: t("tags.to"), children: [...headings, ...(here ? [{ key: "none", label: t("tags.noGroup"), onClick: () => put(null) }] : [])] }] : []),
    ...(others.length > 0 ? [{ key: "merge", label: t("tags.merge"), children: others }] : []),
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]} disabled={items.length === 0}>
      <Button type="text" size="small" icon={<EllipsisOutlined />} aria-label={t("tags.more")} />
    </Dropdown>
  );
}

/** The known tags under one heading. */
export function TagRows({ facts, group, change }: TagRowsProps) {
  const { t } = useTranslation("shape");
  const { choices } = facts;
  const rows = tagsUnder(facts, group);
  const edit = (place: number, part: Partial<ChoiceFacts>) => change({ choices: choices.map((tag, at) => (at === place ? { ...tag, ...part } : tag)) });
  return rows.map(({ tag, place }, at) => {
    const [before, behind] = [rows[at - 1], rows[at + 1]];
    return (
      <div key={place} className={styles.tag}>
        <ChoiceRow
          choice={tag}
          number={place + 1}
          onChange={(part) => edit(place, part)}
          onUp={before ? () => change({ choices: swapped(choices, place, before.place) }) : null}
          onDown={behind ? () => change({ choices: swapped(choices, place, behind.place) }) : null}
          onRemove={() => change({ choices: choices.filter((_, other) => other !== place) })}
        >
          <More facts={facts} place={place} change={change} />
        </ChoiceRow>
        {tag.aliases && tag.aliases.length > 0 && <p className={styles.hint}>{t("tags.aliases", { words: tag.aliases.join(", ") })}</p>}
      </div>
    );
  });
}
