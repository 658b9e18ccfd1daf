import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer, Select } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { currentLanguage, useTranslation } from "@/i18n";
import { ObjectIcon, objectIcons } from "@/ui/kit/ObjectIcon";
import { LabelsInput } from "./LabelsInput";
import { Row } from "./Row";
import { addObject, changeObject, type ObjectFacts } from "./shape";
import styles from "./shape.module.css";

interface ObjectEditorProps {
  /** The object to change; none to make one. */
  object: ObjectMeta | null;
  onClose: () => void;
  onMade: (name: string) => void;
}

function startOf(object: ObjectMeta | null): ObjectFacts {
  const language = currentLanguage();
  if (!object) return { labels: {}, plural_labels: {}, icon: "appstore", area: "customers" };
  return { labels: { [language]: object.label }, plural_labels: { [language]: object.plural }, icon: object.icon ?? "appstore", area: object.area };
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
export function ObjectEditor({ object, onClose, onMade }: ObjectEditorProps) {
  const { t } = useTranslation("shape");
  const client = useQueryClient();
  const meta = useMeta().data;
  const [facts, setFacts] = useState(() => startOf(object));
  const change = (part: Partial<ObjectFacts>) => setFacts((before) => ({ ...before, ...part }));
  const save = useMutation({
    mutationFn: async () => {
      if (!object) return (await addObject(facts)).name;
      await changeObject(object.name, facts);
      return object.name;
    },
    onSuccess: async (name) => {
      await client.invalidateQueries({ queryKey: keys.meta });
      onMade(name);
    },
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
          <LabelsInput label={t("object.labels")} value={facts.labels} onChange={(labels) => change({ labels })} isChange={object !== null} />
        </Row>
        <Row label={t("object.plurals")} faults={faultsOf("plural_labels")}>
          <LabelsInput
            label={t("object.plurals")}
            value={facts.plural_labels}
            onChange={(labels) => change({ plural_labels: labels })}
            isChange={object !== null}
          />
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
