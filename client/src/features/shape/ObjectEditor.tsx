import { Alert, Button, Drawer, Select } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { useMeta } from "@/api/session";
import { currentLanguage, useTranslation } from "@/i18n";
import { ObjectIcon, objectIcons } from "@/ui/kit/ObjectIcon";
import { LabelsInput } from "./LabelsInput";
import { Row } from "./Row";
import { addObject, changeObject } from "./requests";
import { objectChange, type ObjectFacts, type ObjectTexts } from "./shape";
import styles from "./shape.module.css";
import { useShaping } from "./useShaping";

interface ObjectEditorProps {
  /** The object to change; none to make one. */
  object: ObjectMeta | null;
  /** Its words in every language. */
  texts?: ObjectTexts;
  onClose: () => void;
  onMade: (name: string) => void;
}

function startOf(object: ObjectMeta | null, texts: ObjectTexts | undefined): ObjectFacts {
  const words = { labels: texts?.labels ?? {}, plural_labels: texts?.plural_labels ?? {} };
  return { ...words, icon: object?.icon ?? "appstore", area: object?.area ?? "customers" };
}

function IconChoice({ value, onChange }: { value: string; onChange: (icon: string) => void }) {
  const { t } = useTranslation("shape");
  return (
    <div className={styles.icons} role="radiogroup" aria-label={t("object.icon")}>
      {Object.keys(objectIcons).map((name) => (
        <button key={name} type="button" role="radio" aria-checked={name === value} aria-label={name} onClick={() => onChange(name)}>
          <ObjectIcon name={name} />
        </button>
      ))}
    </div>
  );
}

/** Makes an object of the company's own, or renames one. */
export function ObjectEditor({ object, texts, onClose, onMade }: ObjectEditorProps) {
  const { t } = useTranslation("shape");
  const meta = useMeta().data;
  const [before] = useState(() => startOf(object, texts));
  const [facts, setFacts] = useState(before);
  const change = (part: Partial<ObjectFacts>) => setFacts((last) => ({ ...last, ...part }));
  const named = facts.plural_labels[currentLanguage()] || Object.values(facts.plural_labels).find(Boolean) || Object.values(facts.labels).find(Boolean);
  const save = useShaping({
    send: () => (object ? changeObject(object.name, objectChange(before, facts)) : addObject(facts)),
    told: () => t("object.saved", { object: named ?? "" }),
    onDone: onMade,
  });
  const problem = isProblem(save.error) ? save.error : null;
  const faultsOf = (name: string) => problem?.errors.filter((error) => error.field === name).map((error) => error.message) ?? [];
  return (
    <Drawer
      open
      onClose={onClose}
      size="min(32rem, 100vw)"
      title={object ? t("object.change", { object: object.label }) : t("object.add")}
      footer={
        <div className={styles.foot}>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
            {object ? t("save") : t("object.addNow")}
          </Button>
        </div>
      }
    >
      <div className={styles.form}>
        {problem && problem.errors.length === 0 && <Alert type="error" showIcon title={problem.message} />}
        <Row label={t("object.labels")} faults={faultsOf("labels")}>
          <LabelsInput label={t("object.labels")} value={facts.labels} onChange={(labels) => change({ labels })} />
        </Row>
        <Row label={t("object.plurals")} faults={faultsOf("plural_labels")}>
          <LabelsInput label={t("object.plurals")} value={facts.plural_labels} onChange={(labels) => change({ plural_labels: labels })} />
        </Row>
        <Row label={t("object.area")}>
          <Select
            value={facts.area}
            options={meta?.areas.map((area) => ({ value: area.name, label: area.label })) ?? []}
            onChange={(area: string) => change({ area })}
            aria-label={t("object.area")}
          />
        </Row>
        <Row label={t("object.icon")}>
          <IconChoice value={facts.icon} onChange={(icon) => change({ icon })} />
        </Row>
      </div>
    </Drawer>
  );
}
