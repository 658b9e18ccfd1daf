import { CheckSquareOutlined, EditOutlined, EnvironmentOutlined, MailOutlined, PhoneOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useId, useRef, useState, type KeyboardEvent, type ReactNode, type SyntheticEvent } from "react";
import { isProblem, type Problem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Kbd } from "@/ui/kit/Kbd";
import { showWritten } from "@/ui/toast/undo";
import { useFocusFirst } from "../form/useFocusFirst";
import { FormField } from "../form/FormField";
import { RecordFormPanel } from "../form/RecordFormPanel";
import { saveRecord } from "../form/saving";
import { useFormat } from "@/ui/format/FormatContext";
import { changedValues, startingValues, type Values } from "../form/values";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { logPlans, type LogKind, type LogPlan } from "./quickLog";

const icons: Record<LogKind, ReactNode> = {
  call: <PhoneOutlined />,
  mail: <MailOutlined />,
  visit: <EnvironmentOutlined />,
  note: <EditOutlined />,
  task: <CheckSquareOutlined />,
};

const labels: Record<LogKind, string> = {
  call: "page:log.call",
  mail: "page:log.mail",
  visit: "page:log.visit",
  note: "page:log.note",
  task: "page:log.task",
};

interface ComposerProps {
  plan: LogPlan;
  onClose: () => void;
  onMore: (values: Values) => void;
}

function Composer({ plan, onClose, onMore }: ComposerProps) {
  const { t } = useTranslation("page");
  const meta = useMeta().data;
  const client = useQueryClient();
  const format = useFormat();
  const formId = useId();
  const form = useRef<HTMLFormElement>(null);
  useFocusFirst(form);
  const [values, setValues] = useState<Values>(() => startingValues(plan.object, undefined, format.today(), plan.given));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [isSaving, setSaving] = useState(false);
  const save = async (event: SyntheticEvent) => {
    event.preventDefault();
    setSaving(true);
    try {
      const wire = changedValues(plan.object, meta, {}, values);
      const { changeSet } = await saveRecord({ object: plan.object.name, id: null, values: wire });
      showWritten(t("log.saved", { object: plan.object.label }), changeSet);
      void client.invalidateQueries({ queryKey: keys.object(plan.object.name) });
      void client.invalidateQueries({ queryKey: ["records"] });
      onClose();
    } catch (error) {
      setProblem(isProblem(error) ? error : null);
    } finally {
      setSaving(false);
    }
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) void save(event);
  };
  const asked = new Set(plan.fields.map((field) => field.name));
  const elsewhere = problem?.errors.filter((error) => !asked.has(error.field)) ?? [];
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form ref={form} className={styles.composer} onSubmit={(event) => void save(event)} onKeyDown={press} noValidate>
      {plan.fields.map((field) => (
        <FormField
          key={field.name}
          field={field}
          value={values[field.name]}
          messages={problem?.errors.filter((error) => error.field === field.name).map((error) => error.message) ?? []}
          onChange={(value) => setValues((before) => ({ ...before, [field.name]: value }))}
          inputId={`${formId}-${field.name}`}
        />
      ))}
      {problem && problem.errors.length === 0 && <p className={styles.fault}>{problem.message}</p>}
      {elsewhere.map((error) => (
        <p key={error.field} className={styles.fault}>
          {plan.object.fields[error.field]?.label ?? error.field} {error.message}
        </p>
      ))}
      <div className={styles.composerButtons}>
        <Button type="link" onClick={() => onMore(values)}>{t("log.more")}</Button>
        <Button onClick={onClose}>{t("log.cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={isSaving}>
          {t("log.save")} <Kbd keys="mod+enter" />
        </Button>
      </div>
    </form>
  );
}

/** Write down first: a call, a mail, a visit, a note or a task, joined to this record. */
export function QuickLog() {
  const { t } = useTranslation("page");
  const meta = useMeta().data;
  const { object, record, title, at } = useShown();
  const [open, setOpen] = useState<LogKind | null>(null);
  const [whole, setWhole] = useState<{ object: string; values: Values } | null>(null);
  const plans = meta && !at ? logPlans(meta, object, record, title) : [];
  const plan = plans.find((each) => each.kind === open);
  if (plans.length === 0) return null;
  return (
    <>
      <div className={styles.log} role="group" aria-label={t("log.title")}>
        {plans.map((each) => (
          <Button
            key={each.kind}
            icon={icons[each.kind]}
            aria-expanded={open === each.kind}
            type={open === each.kind ? "primary" : "default"}
            ghost={open === each.kind}
            onClick={() => setOpen(open === each.kind ? null : each.kind)}
          >
            {t(labels[each.kind])}
          </Button>
        ))}
      </div>
      {plan && (
        <Composer
          key={plan.kind}
          plan={plan}
          onClose={() => setOpen(null)}
          onMore={(values) => {
            setOpen(null);
            setWhole({ object: plan.object.name, values });
          }}
        />
      )}
      {whole && <RecordFormPanel object={whole.object} given={whole.values} onClose={() => setWhole(null)} />}
    </>
  );
}
