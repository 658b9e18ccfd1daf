import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Drawer, Select } from "antd";
import { useState } from "react";
import type { FieldKind, FieldMeta, ObjectMeta } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { currentLanguage, useTranslation } from "@/i18n";
import { showToast } from "@/ui/toast/toasts";
import { KindFacts } from "./KindFacts";
import { LabelsInput } from "./LabelsInput";
import { Row } from "./Row";
import { addField, changeField, changeOf, emptyField, factsOf, shapeable, type FieldFacts } from "./shape";
import styles from "./shape.module.css";
import { kindTexts } from "./words";

const told = new Set(["labels", "hints", "choices", "target", "formula", "roll_up", "at_least", "at_most", "numbering", "kind"]);

function useSave(object: ObjectMeta, field: FieldMeta | null, onDone: () => void) {
  const { t } = useTranslation("shape");
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (facts: FieldFacts): Promise<void> => {
      if (field) await changeField(object.name, field.name, changeOf(factsOf(field, object, currentLanguage()), facts));
      else await addField(object.name, facts);
    },
    onSuccess: async (_, facts) => {
      await client.invalidateQueries({ queryKey: keys.meta });
      showToast({ text: t("field.saved", { field: facts.labels[currentLanguage()] ?? field?.label ?? "" }) });
      onDone();
    },
  });
}

interface FieldEditorProps {
  object: ObjectMeta;
  /** The field to change; none to add one. */
  field: FieldMeta | null;
  onClose: () => void;
}

/** Adds a field or changes one; it is live for everybody as soon as it is saved. */
export function FieldEditor({ object, field, onClose }: FieldEditorProps) {
  const { t } = useTranslation("shape");
  const [facts, setFacts] = useState<FieldFacts>(() => (field ? factsOf(field, object, currentLanguage()) : emptyField("text")));
  const save = useSave(object, field, onClose);
  const problem = isProblem(save.error) ? save.error : null;
  const change = (part: Partial<FieldFacts>) => setFacts((before) => ({ ...before, ...part }));
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
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate(facts)}>
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
          <LabelsInput label={t("field.labels")} value={facts.labels} onChange={(labels) => change({ labels })} isChange={field !== null} />
        </Row>
        <KindFacts object={object.name} facts={facts} isNew={field === null} change={change} faultsOf={faultsOf} />
        <Row label={t("field.hints")} faults={faultsOf("hints")}>
          <LabelsInput label={t("field.hints")} value={facts.hints} onChange={(hints) => change({ hints })} isChange={field !== null} />
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
