import { EditOutlined } from "@ant-design/icons";
import { Modal } from "antd";
import { useState } from "react";
import type { FieldMeta } from "@/api/meta";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { InlineEditor } from "@/fields/InlineEditor";
import { isWritable } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { ConflictChooser } from "../form/ConflictChooser";
import { DuplicatesNotice } from "../form/DuplicatesNotice";
import { isTyped } from "../form/values";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { useFactSave, type FactSave } from "./useFactSave";

function Obstacles({ saving }: { saving: FactSave }) {
  const { t } = useTranslation("page");
  const { object } = useShown();
  const isOpen = saving.conflicts.length > 0 || saving.duplicates.length > 0;
  return (
    <Modal open={isOpen} footer={null} title={t("fact.notSaved")} onCancel={saving.forget} destroyOnHidden>
      {saving.conflicts.length > 0 && (
        <ConflictChooser object={object} conflicts={saving.conflicts} isSaving={saving.isSaving} onSettle={saving.settle} />
      )}
      {saving.duplicates.length > 0 && (
        <DuplicatesNotice
          duplicates={saving.duplicates}
          isSaving={saving.isSaving}
          onSaveAnyway={saving.saveAnyway}
          onDismiss={saving.forget}
        />
      )}
    </Modal>
  );
}

interface FactValueProps {
  field: FieldMeta;
  onEdit: (() => void) | undefined;
}

function FactValue({ field, onEdit }: FactValueProps) {
  const { t } = useTranslation("page");
  const { record } = useShown();
  return (
    <>
      <FieldDisplay field={field} value={record[field.name]} record={record} empty="–" />
      {onEdit && (
        <button type="button" className={styles.factEdit} aria-label={t("fact.edit", { field: field.label })} onClick={onEdit}>
          <EditOutlined />
        </button>
      )}
    </>
  );
}

/** One fact: shown, and edited in its place. */
export function Fact({ field }: { field: FieldMeta }) {
  const { record, canEdit } = useShown();
  const saving = useFactSave(field);
  const [isEditing, setEditing] = useState(false);
  const isEditable = canEdit && isTyped(field) && isWritable(field);
  const { refused } = saving;
  const commit = (value: unknown) => {
    setEditing(false);
    void saving.save(value);
  };
  const cancel = () => {
    setEditing(false);
    saving.forget();
  };
  return (
    <div className={styles.fact} data-wide={field.kind === "long_text" || field.kind === "rich_text" || undefined}>
      <dt title={field.hint ?? undefined}>{field.label}</dt>
      <dd aria-busy={saving.isSaving}>
        {isEditing || refused ? (
          <>
            <InlineEditor
              key={refused ? "again" : "first"}
              field={field}
              value={refused ? refused.value : record[field.name]}
              fault={refused?.message}
              onCommit={commit}
              onCancel={cancel}
            />
            {refused && <p className={styles.fault} role="alert">{refused.message}</p>}
          </>
        ) : (
          <FactValue field={field} onEdit={isEditable ? () => setEditing(true) : undefined} />
        )}
        <Obstacles saving={saving} />
      </dd>
    </div>
  );
}
