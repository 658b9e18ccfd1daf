import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Drawer, Select } from "antd";
import { useId, useState } from "react";
import { api } from "@/api/client";
import type { Filter, ObjectMeta, WireRecord } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { FilterEditor } from "@/records/filter/FilterBuilder";
import { FormField } from "@/records/form/FormField";
import { saveRecord } from "@/records/form/saving";
import type { Values } from "@/records/form/values";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { criteriaObject, criteriaOf, ruleFields, ruleTexts, type RuleKind } from "./rules";
import styles from "./sharing.module.css";

interface RuleEditorProps {
  kind: RuleKind;
  /** Null for a new one. */
  rule: WireRecord | null;
  objects: readonly ObjectMeta[];
  onClose: () => void;
  onSaved: () => void;
}

function started(kind: RuleKind, rule: WireRecord | null, first: string): Values {
  const shared: Values = kind === "sharing_rule" ? { level: "read", roles: [], with_below: false } : {};
  if (!rule) return { name: "", object: first, criteria: {}, people: [], teams: [], is_active: true, ...shared };
  return Object.fromEntries(["name", "object", "criteria", ...ruleFields[kind]].map((name) => [name, rule[name] ?? null]));
}

function plainValue(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainValue);
  return typeof value === "object" && value !== null && "id" in value ? value.id : value;
}

function useSaveRule(kind: RuleKind, rule: WireRecord | null, values: Values, onDone: () => void) {
  const { t } = useTranslation("sharing");
  const client = useQueryClient();
  const renew = () => client.invalidateQueries({ queryKey: keys.object(kind) });
  const plain = Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plainValue(value)]));
  const save = useMutation({
    mutationFn: () => saveRecord({ object: kind, id: rule?.id ?? null, values: plain, version: rule?.version ?? null }),
    onSuccess: ({ changeSet }) => {
      showWritten(t("rules.saved", { name: String(values.name) }), changeSet);
      onDone();
      return renew();
    },
  });
  const remove = useMutation({
    mutationFn: () => api.write("DELETE", `/records/${kind}/${rule?.id ?? ""}`),
    onSuccess: ({ changeSet }) => {
      showWritten(t("rules.removed", { name: String(values.name) }), changeSet);
      onDone();
      return renew();
    },
    onError: showProblem,
  });
  return { save, remove };
}

function Unfinished({ isShown }: { isShown: boolean }) {
  const { t } = useTranslation("sharing");
  return isShown ? <p className={styles.fault} role="alert">{t("rules.unfinished")}</p> : null;
}

/** What a rule shares and with whom, or what lies in a territory. */
export function RuleEditor({ kind, rule, objects, onClose, onSaved }: RuleEditorProps) {
  const { t } = useTranslation("sharing");
  const meta = useObject(kind);
  const id = useId();
  const [values, setValues] = useState<Values>(() => started(kind, rule, objects[0]?.name ?? ""));
  const [isWhole, setWhole] = useState(true);
  const [isPointed, pointOut] = useState(false);
  const { save, remove } = useSaveRule(kind, rule, values, () => {
    onSaved();
    onClose();
  });
  const set = (name: string, value: unknown) => setValues((now) => ({ ...now, [name]: value }));
  const build = (filter: Filter, isAll: boolean) => {
    set("criteria", filter);
    setWhole(isAll);
  };
  const chooseObject = (name: string) => {
    setValues({ ...values, object: name, criteria: {} });
    setWhole(true);
  };
  const object = objects.find((each) => each.name === values.object);
  const problem = isProblem(save.error) ? save.error : null;
  const messages = (name: string) => problem?.errors.filter((error) => error.field === name).map((error) => error.message) ?? [];
  const input = (name: string) => {
    const field = meta?.fields[name];
    return field && <FormField key={name} field={field} value={values[name]} messages={messages(name)} inputId={`${id}${name}`} onChange={(value) => set(name, value)} />;
  };
  return (
    <Drawer
      open
      size="min(46rem, 100vw)"
      title={rule ? String(rule.name) : t(ruleTexts[kind].new)}
      onClose={onClose}
      footer={
        <div className={styles.foot}>
          {rule && (
            <Button danger onClick={() => remove.mutate()} loading={remove.isPending}>
              {t("rules.remove")}
            </Button>
          )}
          <Button onClick={onClose}>{t("rules.cancel")}</Button>
          <Button type="primary" disabled={!values.name} loading={save.isPending} onClick={() => (isWhole ? save.mutate() : pointOut(true))}>
            {t("rules.save")}
          </Button>
        </div>
      }
    >
      {problem && problem.errors.length === 0 && <p className={styles.fault} role="alert">{problem.message}</p>}
      <div className={styles.form}>
        {input("name")}
        <label htmlFor={`${id}object`} className={styles.field}>
          {meta?.fields.object?.label}
          <Select id={`${id}object`} value={String(values.object)} options={objects.map((each) => ({ value: each.name, label: each.plural }))} onChange={chooseObject} />
        </label>
        <fieldset className={styles.criteria}>
          <legend>{meta?.fields.criteria?.label}</legend>
          <p className={styles.hint}>{t(ruleTexts[kind].hint)}</p>
          {object && <FilterEditor key={object.name} object={criteriaObject(object)} filter={rule?.object === object.name ? criteriaOf(rule) : {}} onChange={build} />}
          <Unfinished isShown={isPointed && !isWhole} />
          {messages("criteria").map((message) => <p key={message} className={styles.fault} role="alert">{message}</p>)}
        </fieldset>
        {ruleFields[kind].map(input)}
      </div>
    </Drawer>
  );
}
