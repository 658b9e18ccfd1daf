import { Button } from "antd";
import { useId, useRef, type SyntheticEvent, type KeyboardEvent } from "react";
import { useTranslation } from "@/i18n";
import { Kbd } from "@/ui/kit/Kbd";
import { When } from "@/ui/kit/When";
import { ConflictChooser } from "./ConflictChooser";
import { DuplicatesNotice } from "./DuplicatesNotice";
import { FaultSummary, inputIdOf } from "./FaultSummary";
import styles from "./form.module.css";
import { FormField } from "./FormField";
import { useFocusFirst } from "./useFocusFirst";
import { useRecordForm, type FormRequest, type RecordForm as FormModel } from "./useRecordForm";
import { formGroups } from "./values";

interface RecordFormProps extends FormRequest {
  onCancel: () => void;
}

function DraftNotice({ form }: { form: FormModel }) {
  const { t } = useTranslation("form");
  if (!form.draftFrom) return null;
  return (
    <p className={styles.draft}>
      {t("draft.restored")} <When at={form.draftFrom} />
      <Button type="link" size="small" onClick={form.discard}>
        {t("draft.discard")}
      </Button>
    </p>
  );
}

function Groups({ form, formId }: { form: FormModel; formId: string }) {
  const groups = formGroups(form.object);
  return groups.map((group) => (
    <fieldset key={group.name} className={styles.group}>
      {group.label && groups.length > 1 && <legend className={styles.legend}>{group.label}</legend>}
      <div className={styles.grid}>
        {group.fields.map((field) => (
          <FormField
            key={field.name}
            field={field}
            value={form.values[field.name]}
            messages={form.faults.filter((fault) => fault.field === field.name).map((fault) => fault.message)}
            lookalikes={form.lookalikes.filter((each) => each.fields.includes(field.name))}
            onChange={(value) => form.set(field.name, value)}
            inputId={inputIdOf(formId, field.name)}
            isNamed={group.fields.length === 1 && group.label === field.label && groups.length > 1}
          />
        ))}
      </div>
    </fieldset>
  ));
}

/** Creates or edits one record of any object. */
export function RecordForm({ onCancel, ...request }: RecordFormProps) {
  const { t } = useTranslation("form");
  const form = useRecordForm(request);
  const formId = useId();
  const place = useRef<HTMLFormElement>(null);
  useFocusFirst(place);
  const submit = (event: SyntheticEvent) => {
    event.preventDefault();
    if (!form.isSaving) void form.save();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit(event);
  };
  const blocked = form.conflicts.length > 0 || form.duplicates.length > 0;
  return (
    // The keys are taken here, so that they also work inside of the inputs' own parts.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <form ref={place} className={styles.form} onSubmit={submit} onKeyDown={press} noValidate>
      <div className={styles.scroll}>
        <DraftNotice form={form} />
        {!blocked && <FaultSummary form={form} formId={formId} />}
        {form.conflicts.length > 0 && (
          <ConflictChooser object={form.object} conflicts={form.conflicts} isSaving={form.isSaving} onSettle={form.settle} />
        )}
        {form.duplicates.length > 0 && (
          <DuplicatesNotice
            duplicates={form.duplicates}
            isSaving={form.isSaving}
            onSaveAnyway={() => void form.save(true)}
            onDismiss={form.dismissDuplicates}
          />
        )}
        <Groups form={form} formId={formId} />
      </div>
      <div className={styles.foot}>
        <Button onClick={onCancel}>{t("cancel")}</Button>
        <Button type="primary" htmlType="submit" loading={form.isSaving}>
          {request.record ? t("save") : t("create")} <Kbd keys="mod+enter" />
        </Button>
      </div>
    </form>
  );
}
