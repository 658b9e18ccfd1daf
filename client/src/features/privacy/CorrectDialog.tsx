import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useId, useState } from "react";
import { isProblem } from "@/api/problem";
import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { useObject } from "@/api/session";
import { FieldInput } from "@/fields/FieldInput";
import { wireValue } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { pageRecordQuery } from "@/records/form/recordQuery";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showToast } from "@/ui/toast/toasts";
import styles from "./privacy.module.css";
import { correctFound, requestKey, type Finding } from "./requests";

const fixed = new Set(["auto_number", "formula", "roll_up", "lines", "json", "reference", "multi_reference", "boolean"]);

/** What a person may say of himself; who looks after him and what is worked out is not for him to correct. */
function correctable(object: ObjectMeta): FieldMeta[] {
  const fields = object.groups.flatMap((group) => group.fields).map((name) => object.fields[name]);
  return fields.filter((field): field is FieldMeta => field !== undefined && !fixed.has(field.kind) && !field.is_computed && field.level !== "masked");
}

interface FormProps {
  id: string;
  finding: Finding;
  object: ObjectMeta;
  record: WireRecord;
  onClose: () => void;
}

function CorrectForm({ id, finding, object, record, onClose }: FormProps) {
  const { t } = useTranslation("privacy");
  const base = useId();
  const client = useQueryClient();
  const [changed, change] = useState<Record<string, unknown>>({});
  const save = useMutation({
    mutationFn: () => {
      const values = Object.entries(changed).map(([name, value]) => [name, wireValue(object.fields[name] as FieldMeta, value)]);
      return correctFound(id, finding, Object.fromEntries(values), record.version);
    },
    onSuccess: async (found) => {
      client.setQueryData(requestKey(id), found);
      await client.invalidateQueries({ queryKey: keys.object(object.name) });
      showToast({ text: t("request.correctedToast") });
      onClose();
    },
  });
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      {correctable(object).map((field) => (
        <div key={field.name} className={styles.field}>
          <label htmlFor={`${base}${field.name}`}>{field.label}</label>
          <FieldInput
            id={`${base}${field.name}`}
            field={field}
            value={field.name in changed ? changed[field.name] : record[field.name]}
            onChange={(value) => change({ ...changed, [field.name]: value })}
          />
        </div>
      ))}
      {isProblem(save.error) && <p role="alert" className={styles.fault}>{save.error.errors[0]?.message ?? save.error.message}</p>}
      <div className={styles.actions}>
        <Button onClick={onClose}>{t("cancel")}</Button>
        <Button type="primary" htmlType="submit" disabled={Object.keys(changed).length === 0} loading={save.isPending}>{t("request.correctSave")}</Button>
      </div>
    </form>
  );
}

/** Puts right what was found, from the page of the request. */
export function CorrectDialog({ id, finding, onClose }: { id: string; finding: Finding; onClose: () => void }) {
  const { t } = useTranslation("privacy");
  const object = useObject(finding.object);
  if (!object) return null;
  return (
    <Modal open title={t("request.correctOne", { title: finding.title ?? object.label })} onCancel={onClose} footer={null} destroyOnHidden>
      <Loaded id={id} finding={finding} object={object} onClose={onClose} />
    </Modal>
  );
}

function Loaded({ object, ...rest }: Omit<FormProps, "record">) {
  const { data: record } = useQuery(pageRecordQuery(object, rest.finding.key));
  return record ? <CorrectForm {...rest} object={object} record={record} /> : <ListSkeleton rows={4} />;
}
