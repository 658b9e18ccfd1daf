import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Checkbox, Segmented } from "antd";
import { useState } from "react";
import type { Filter, ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { useCount } from "../list/useRecords";
import { ConditionRow } from "./ConditionRow";
import styles from "./filter.module.css";
import { isGroup, isWhole, newCondition, newGroup, readFilter, replaced, writeFilter, type Group, type Part } from "./tree";

interface GroupBoxProps {
  object: ObjectMeta;
  group: Group;
  depth: number;
  /** Offers the object's own fields alone, not those of what it refers to. */
  isOwn?: boolean;
  onChange: (key: string, next: Part | null) => void;
}

const deepest = 4;

function GroupBox({ object, group, depth, isOwn = false, onChange }: GroupBoxProps) {
  const { t } = useTranslation("records");
  const set = (part: Partial<Group>) => onChange(group.key, { ...group, ...part });
  const first = object.fields[object.title] ?? Object.values(object.fields)[0];
  const add = (part: Part) => set({ parts: [...group.parts, part] });
  return (
    <div className={styles.group} data-nested={depth > 0 || undefined} role="group" aria-label={t("filter.group")}>
      {(depth > 0 || group.parts.length > 1) && (
        <div className={styles.groupHead}>
          <Segmented
            size="small"
            value={group.join}
            onChange={(join) => set({ join: join as Group["join"] })}
            options={[{ value: "and", label: t("filter.all") }, { value: "or", label: t("filter.any") }]}
          />
          {depth > 0 && (
            <>
              <Checkbox checked={group.isNegated} onChange={(event) => set({ isNegated: event.target.checked })}>
                {t("filter.negated")}
              </Checkbox>
              <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("filter.removeGroup")} onClick={() => onChange(group.key, null)} />
            </>
          )}
        </div>
      )}
      {group.parts.map((part) =>
        isGroup(part) ? (
          <GroupBox key={part.key} object={object} group={part} depth={depth + 1} isOwn={isOwn} onChange={onChange} />
        ) : (
          <ConditionRow key={part.key} object={object} condition={part} isOwn={isOwn} onChange={(next) => onChange(part.key, next)} onRemove={() => onChange(part.key, null)} />
        ),
      )}
      <div className={styles.adds}>
        {first && (
          <Button type="text" size="small" icon={<PlusOutlined />} onClick={() => add(newCondition(first))}>
            {t("filter.add")}
          </Button>
        )}
        {first && depth < deepest && (
          <Button type="text" size="small" icon={<PlusOutlined />} onClick={() => add(newGroup("or", [newCondition(first)]))}>
            {t("filter.addGroup")}
          </Button>
        )}
      </div>
    </div>
  );
}

interface FilterBuilderProps {
  object: ObjectMeta;
  filter: Filter;
  onApply: (filter: Filter) => void;
}

function started(object: ObjectMeta, filter: Filter): Group {
  const root = readFilter(filter);
  const first = object.fields[object.title] ?? Object.values(object.fields)[0];
  return root.parts.length === 0 && first ? { ...root, parts: [newCondition(first)] } : root;
}

interface FilterEditorProps {
  object: ObjectMeta;
  filter: Filter;
  /** What is built, and whether each condition says all that it needs to. */
  onChange: (filter: Filter, isWhole: boolean) => void;
}

/** Builds criteria from the object's own fields as part of a form, and tells how many records meet them. */
export function FilterEditor({ object, filter, onChange }: FilterEditorProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const [root, setRoot] = useState(() => readFilter(filter));
  const count = useCount(object.name, writeFilter(root));
  const change = (key: string, next: Part | null) => {
    const built = key === root.key ? (next && isGroup(next) ? next : newGroup()) : replaced(root, key, next);
    setRoot(built);
    onChange(writeFilter(built), isWhole(built));
  };
  const total = count.data?.total;
  return (
    <div className={styles.editor}>
      <GroupBox object={object} group={root} depth={0} isOwn onChange={change} />
      <span className={styles.count} aria-live="polite">
        {count.error ? t("filter.wrong") : typeof total === "number" && t("filter.matches", { count: total, shown: `${format.number(total)}${count.data?.total_is_exact === false ? "+" : ""}` })}
      </span>
    </div>
  );
}

/** Builds a filter of any depth; while one builds, it tells how many records there will be. */
export function FilterBuilder({ object, filter, onApply }: FilterBuilderProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const [root, setRoot] = useState(() => started(object, filter));
  const built = writeFilter(root);
  const count = useCount(object.name, built);
  const change = (key: string, next: Part | null) => {
    if (key === root.key) setRoot(next && isGroup(next) ? next : newGroup());
    else setRoot(replaced(root, key, next));
  };
  const total = count.data?.total;
  return (
    <form
      className={styles.builder}
      onSubmit={(event) => {
        event.preventDefault();
        onApply(built);
      }}
    >
      <GroupBox object={object} group={root} depth={0} onChange={change} />
      <div className={styles.foot}>
        <span className={styles.count} aria-live="polite">
          {count.error ? t("filter.wrong") : typeof total === "number" && t("filter.matches", { count: total, shown: `${format.number(total)}${count.data?.total_is_exact === false ? "+" : ""}` })}
        </span>
        <Button onClick={() => onApply({})}>{t("filter.clear")}</Button>
        <Button type="primary" htmlType="submit">
          {t("filter.apply")}
        </Button>
      </div>
    </form>
  );
}
