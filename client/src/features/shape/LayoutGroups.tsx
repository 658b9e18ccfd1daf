import { ArrowDownOutlined, ArrowUpOutlined, DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { closestCenter, DndContext, KeyboardSensor, PointerSensor, useSensor, useSensors, type DragEndEvent, type DragOverEvent } from "@dnd-kit/core";
import { sortableKeyboardCoordinates } from "@dnd-kit/sortable";
import { Button, Input } from "antd";
import type { ReactNode } from "react";
import type { ObjectMeta } from "@/api/meta";
import { currentLanguage, languageNames, languages, useTranslation } from "@/i18n";
import { fieldsAt, isNeeded, leftOut, placeOf, put, withGroup, withGroupAt, withoutGroup, type Arrangement, type LayoutGroup } from "./layout";
import styles from "./layout.module.css";
import { LayoutPlace } from "./LayoutPlace";

interface LayoutGroupsProps {
  object: ObjectMeta;
  arrangement: Arrangement;
  onChange: (arrangement: Arrangement) => void;
  /** What stands beside the groups. */
  children: ReactNode;
}

function nameOf({ key, labels }: LayoutGroup): string {
  return labels[currentLanguage()] || Object.values(labels).find(Boolean) || key;
}

function GroupHead({ arrangement, at, onChange }: { arrangement: Arrangement; at: number; onChange: LayoutGroupsProps["onChange"] }) {
  const { t } = useTranslation("shape");
  const group = arrangement.groups[at];
  if (!group) return null;
  const rename = (language: string, text: string) =>
    onChange({ ...arrangement, groups: arrangement.groups.map((each, place) => (place === at ? { ...each, labels: { ...each.labels, [language]: text } } : each)) });
  const first = currentLanguage();
  return (
    <div className={styles.groupHead}>
      {[first, ...languages.filter((language) => language !== first)].map((language) => (
        <Input
          key={language}
          lang={language}
          size="small"
          variant="filled"
          value={group.labels[language] ?? ""}
          placeholder={languageNames[language]}
          aria-label={t("layout.heading", { number: at + 1, language: languageNames[language] })}
          onChange={(event) => rename(language, event.target.value)}
        />
      ))}
      <span className={styles.buttons}>
        <Button type="text" size="small" icon={<ArrowUpOutlined />} disabled={at === 0} aria-label={t("choices.up")} onClick={() => onChange(withGroupAt(arrangement, at, at - 1))} />
        <Button type="text" size="small" icon={<ArrowDownOutlined />} disabled={at === arrangement.groups.length - 1} aria-label={t("choices.down")} onClick={() => onChange(withGroupAt(arrangement, at, at + 1))} />
        <Button type="text" size="small" icon={<DeleteOutlined />} disabled={arrangement.groups.length < 2} aria-label={t("tags.removeGroup")} onClick={() => onChange(withoutGroup(arrangement, at))} />
      </span>
    </div>
  );
}

/** The place that something is dragged over: a place itself, or that of a field. */
function placeUnder(arrangement: Arrangement, id: string): string | undefined {
  return id.startsWith("place ") ? id.slice("place ".length) : placeOf(arrangement, id);
}

function useDragging({ object, arrangement, onChange }: Omit<LayoutGroupsProps, "children">) {
  const over = ({ active, over: under }: DragOverEvent) => {
    const name = String(active.id);
    const to = under ? placeUnder(arrangement, String(under.id)) : undefined;
    if (!under || !to || to === placeOf(arrangement, name) || (to === leftOut && isNeeded(object, name))) return;
    const at = fieldsAt(arrangement, to).indexOf(String(under.id));
    onChange(put(arrangement, name, to, at < 0 ? undefined : at));
  };
  const end = ({ active, over: under }: DragEndEvent) => {
    const [name, id] = [String(active.id), String(under?.id ?? active.id)];
    const place = placeOf(arrangement, name);
    if (id !== name && place && placeOf(arrangement, id) === place) onChange(put(arrangement, name, place, fieldsAt(arrangement, place).indexOf(id)));
  };
  return { over, end };
}

/** The groups of a page and their fields, in two columns: what it shows, and what it does without. */
export function LayoutGroups({ object, arrangement, onChange, children }: LayoutGroupsProps) {
  const { t } = useTranslation("shape");
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }), useSensor(KeyboardSensor, { coordinateGetter: sortableKeyboardCoordinates }));
  const { over, end } = useDragging({ object, arrangement, onChange });
  const places = [...arrangement.groups.map((group) => ({ key: group.key, label: nameOf(group) })), { key: leftOut, label: t("layout.leftOut") }];
  const shared = { object, arrangement, places, onChange };
  return (
    <DndContext sensors={sensors} collisionDetection={closestCenter} onDragOver={over} onDragEnd={end}>
      <div className={styles.columns}>
        <div className={styles.column}>
          {arrangement.groups.map((group, at) => (
            <LayoutPlace key={group.key} place={group.key} head={<GroupHead arrangement={arrangement} at={at} onChange={onChange} />} {...shared} />
          ))}
          <Button type="dashed" icon={<PlusOutlined />} onClick={() => onChange(withGroup(arrangement))}>
            {t("tags.addGroup")}
          </Button>
        </div>
        <div className={styles.column}>
          <LayoutPlace
            place={leftOut}
            head={
              <>
                <h3 className={styles.heading}>{t("layout.leftOut")}</h3>
                <p className={styles.hint}>{t("layout.leftOutHint")}</p>
              </>
            }
            {...shared}
          />
          {children}
        </div>
      </div>
    </DndContext>
  );
}
