import { Alert, Button, Drawer, Select } from "antd";
import { useState } from "react";
import type { FieldKind, FieldMeta, ObjectMeta } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { currentLanguage, useTranslation } from "@/i18n";
import { KindFacts } from "./KindFacts";
import { LabelsInput } from "./LabelsInput";
import { Row } from "./Row";
import { addField, changeField } from "./requests";
import { changeOf, emptyField, factsOf, shapeable, type FieldFacts, type ObjectTexts } from "./shape";
import styles from "./shape.module.css";
import { useShaping } from "./useShaping";
import { kindTexts } from "./words";

const told = new Set(["labels", "hints", "choices", "target", "formula", "roll_up", "at_least", "at_most", "numbering", "kind", "tag_groups", "encrypted"]);

interface FieldEditorProps {
  object: ObjectMeta;
  /** The field to change; none to add one. */
  field: FieldMeta | null;
  /** The object's words in every language. */
  texts: ObjectTexts;
  onClose: () => void;
}

/** Adds a field or changes one; it is live for everybody as soon as it is saved. */
export function FieldEditor({ object, field, texts, onClose }: FieldEditorProps) {
  const { t } = useTranslation("shape");
  const [before] = useState<FieldFacts>(() => (field ? factsOf(field, object, texts.fields[field.name]) : emptyField("text")));
  const [facts, setFacts] = useState(before);
  const save = useShaping({
    send: () => (field ? changeField(object.name, field.name, changeOf(before, facts)) : addField(object.name, facts)),
    told: () => t("field.saved", { field: facts.labels[currentLanguage()] || field?.label || Object.values(facts.labels).find(Boolean) }),
    onDone: onClose,
  });
  const problem = isProblem(save.error) ? save.error : null;
  const change = (part: Partial<FieldFacts>) => setFacts((last) => ({ ...last, ...part }));
  const chooseKind = (kind: FieldKind) => setFacts({ ...emptyField(kind), labels: facts.labels, hints: facts.hints, group: facts.group });
  const faultsOf = (name: string) =>
    problem?.errors.filter((error) => error.field === name || (name === "formula" && !told.has(error.field))).map((error) => error.message) ?? [];
  const isUntold = problem && (problem.errors.length === 0 || (facts.kind !== "formula" && !problem.errors.some((error) => told.has(error.field))));
  const groups = object.groups.filter((group) => group.name !== "system" && group.name !== "ownership");
  return (
    <Drawer
      open
      onClose={onClose}
      size="min(38rem, 100vw)"
      title={field ? t("field.change", { field: field.label }) : t("field.add", { object: object.label })}
      footer={
        <div className={styles.foot}>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
            {field ? t("save") : t("field.addNow")}
          </Button>
        </div>
      }
    >
      <div className={styles.form}>
        {isUntold && <Alert type="error" showIcon title={problem.errors[0]?.message ?? problem.message} />}
        {!field && (
          <Row label={t("field.kind")} faults={faultsOf("kind")}>
            <Select
              value={facts.kind}
              options={shapeable.map((kind) => ({ value: kind, label: t(kindTexts[kind]) }))}
              onChange={chooseKind}
              showSearch={{ optionFilterProp: "label" }}
              aria-label={t("field.kind")}
            />
          </Row>
        )}
        <Row label={t("field.labels")} faults={faultsOf("labels")}>
          <LabelsInput label={t("field.labels")} value={facts.labels} onChange={(labels) => change({ labels })} />
        </Row>
        <KindFacts object={object.name} field={field} facts={facts} isNew={field === null} change={change} faultsOf={faultsOf} />
        <Row label={t("field.hints")} faults={faultsOf("hints")}>
          <LabelsInput label={t("field.hints")} value={facts.hints} onChange={(hints) => change({ hints })} />
        </Row>
        {groups.length > 1 && (
          <Row label={t("field.group")}>
            <Select
              value={facts.group}
              options={groups.map((group) => ({ value: group.name, label: group.label }))}
              onChange={(group: string) => change({ group })}
              aria-label={t("field.group")}
            />
          </Row>
        )}
      </div>
    </Drawer>
  );
}
