import { Button, Modal } from "antd";
import { useId, useRef, type SyntheticEvent } from "react";
import type { ActionMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { inputIdOf } from "../form/FaultSummary";
import formStyles from "../form/form.module.css";
import { FormField } from "../form/FormField";
import { useFocusFirst } from "../form/useFocusFirst";
import { useShown } from "../page/PageContext";
import styles from "./actions.module.css";
import { AlreadyThere } from "./AlreadyThere";
import { useAction, type ActionForm } from "./useAction";

interface ActionDialogProps {
  action: ActionMeta;
  onClose: () => void;
}

/** What no field of the dialog can show. */
function Fault({ form }: { form: ActionForm }) {
  const { t } = useTranslation("form");
  const { problem } = form;
  if (!problem) return null;
  const shown = new Set(form.fields.map((field) => field.name));
  const elsewhere = problem.errors.filter((error) => !shown.has(error.field)).map((error) => error.message);
  if (elsewhere.length === 0 && problem.errors.length > 0) return null;
  const text = problem.isOffline && problem.code === "offline" ? t("offline") : elsewhere.join(" ") || problem.message;
  return (
    <p className={formStyles.summary} role="alert">
      {text}
    </p>
  );
}

/** Asks for what a verb takes and does it. */
export function ActionDialog({ action, onClose }: ActionDialogProps) {
  const { t } = useTranslation("form");
  const { title } = useShown();
  const form = useAction(action, onClose);
  const formId = useId();
  const place = useRef<HTMLFormElement>(null);
  useFocusFirst(place);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    void form.run();
  };
  const isAsked = form.duplicates.length > 0;
  return (
    <Modal open title={`${action.label} · ${title}`} footer={null} onCancel={onClose}>
      <form ref={place} className={styles.form} onSubmit={submit} noValidate>
        {isAsked ? <AlreadyThere action={action} form={form} /> : <Fault form={form} />}
        <div className={styles.fields}>
          {form.fields.map((field) => (
            <FormField
              key={field.name}
              field={field}
              value={form.values[field.name]}
              messages={form.messages(field.name)}
              onChange={(value) => form.set(field.name, value)}
              inputId={inputIdOf(formId, field.name)}
            />
          ))}
        </div>
        {!isAsked && (
          <div className={styles.foot}>
            <Button onClick={onClose}>{t("cancel")}</Button>
            <Button type="primary" htmlType="submit" loading={form.isActing}>
              {action.label}
            </Button>
          </div>
        )}
      </form>
    </Modal>
  );
}
