import { CloseOutlined, DeleteOutlined, DownloadOutlined, EditOutlined, UserSwitchOutlined } from "@ant-design/icons";
import { Button, Dropdown, Modal, Popover, Select } from "antd";
import { useState } from "react";
import type { FieldMeta, ObjectMeta } from "@/api/meta";
import { may } from "@/api/session";
import { FieldInput } from "@/fields/FieldInput";
import { isWritable } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Focused } from "@/ui/kit/Focused";
import styles from "./list.module.css";
import type { Bulk } from "./useBulk";
import { useExportItems } from "./useExportItems";
import type { Selection } from "./useSelection";

interface BulkFormProps {
  fields: FieldMeta[];
  isBusy: boolean;
  onApply: (field: FieldMeta, value: unknown) => void;
}

function BulkForm({ fields, isBusy, onApply }: BulkFormProps) {
  const { t } = useTranslation("records");
  const [name, setName] = useState(fields.length === 1 ? fields[0]?.name : undefined);
  const [value, setValue] = useState<unknown>(null);
  const field = fields.find((each) => each.name === name);
  return (
    <form
      className={styles.bulkForm}
      onSubmit={(event) => {
        event.preventDefault();
        if (field) onApply(field, value);
      }}
    >
      {fields.length > 1 && (
        <Select
          value={name}
          placeholder={t("bulk.choose")}
          onChange={(next: string) => {
            setName(next);
            setValue(null);
          }}
          options={fields.map((each) => ({ value: each.name, label: each.label }))}
          showSearch={{ optionFilterProp: "label" }}
          aria-label={t("bulk.field")}
          popupMatchSelectWidth={false}
        />
      )}
      {field && <FieldInput key={name} field={field} value={value} onChange={setValue} />}
      <Button type="primary" htmlType="submit" loading={isBusy} disabled={!field}>
        {t("bulk.apply")}
      </Button>
    </form>
  );
}

function RefusedList({ bulk }: { bulk: Bulk }) {
  const { t } = useTranslation("records");
  return (
    <Modal open={bulk.refused.length > 0} title={t("bulk.refused", { count: bulk.refused.length })} footer={null} onCancel={bulk.forgetRefused}>
      <ul className={styles.refused}>
        {bulk.refused.map((each) => (
          <li key={each.id}>
            <strong>{each.title ?? t("untitled")}</strong>
            {each.errors.map((error) => (
              <span key={`${error.field} ${error.message}`}>{error.message}</span>
            ))}
          </li>
        ))}
      </ul>
    </Modal>
  );
}

function BulkEditButton({ fields, bulk, label, icon }: { fields: FieldMeta[]; bulk: Bulk; label: string; icon: React.ReactNode }) {
  const [isOpen, setOpen] = useState(false);
  const apply = (field: FieldMeta, value: unknown) => {
    setOpen(false);
    void bulk.edit(field, value);
  };
  return (
    <Popover open={isOpen} onOpenChange={setOpen} trigger="click" placement="top" arrow={false} destroyOnHidden content={<Focused><BulkForm fields={fields} isBusy={bulk.isBusy} onApply={apply} /></Focused>}>
      <Button icon={icon}>{label}</Button>
    </Popover>
  );
}

interface BulkBarProps {
  object: ObjectMeta;
  selection: Selection;
  bulk: Bulk;
  /** How many the view finds, and how many of them are loaded. */
  total: number | null;
  loaded: number;
}

function ExportButton({ bulk }: { bulk: Bulk }) {
  const { t } = useTranslation("records");
  const items = useExportItems(bulk);
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button icon={<DownloadOutlined />}>{t("bulk.export")}</Button>
    </Dropdown>
  );
}

function Acts({ object, bulk }: { object: ObjectMeta; bulk: Bulk }) {
  const { t } = useTranslation("records");
  const fields = Object.values(object.fields).filter((field) => isWritable(field) && !field.unique && field.kind !== "lines");
  const owner = fields.filter((field) => field.name === "owner");
  const mayEdit = may(object, "edit") && may(object, "bulk_edit");
  return (
    <>
      {mayEdit && fields.length > 0 && <BulkEditButton fields={fields} bulk={bulk} label={t("bulk.edit")} icon={<EditOutlined />} />}
      {mayEdit && may(object, "assign") && owner.length > 0 && <BulkEditButton fields={owner} bulk={bulk} label={t("bulk.owner")} icon={<UserSwitchOutlined />} />}
      {may(object, "export") && <ExportButton bulk={bulk} />}
      {may(object, "delete") && (
        <Button icon={<DeleteOutlined />} danger loading={bulk.isBusy} onClick={() => void bulk.remove()}>
          {t("bulk.delete")}
        </Button>
      )}
    </>
  );
}

/** What can be done with all that is selected. */
export function BulkBar({ object, selection, bulk, total, loaded }: BulkBarProps) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const count = selection.isAll ? (total ?? loaded) : selection.ids.size;
  const offersAll = !selection.isAll && selection.ids.size === loaded && total !== null && total > loaded;
  return (
    <>
      {count > 0 && (
        <div className={styles.bulk} role="toolbar" aria-label={t("bulk.title")}>
          <strong>{t("bulk.selected", { count, shown: format.number(count) })}</strong>
          {offersAll && (
            <Button type="link" size="small" onClick={selection.takeAll}>
              {t("bulk.takeAll", { count: total, shown: format.number(total) })}
            </Button>
          )}
          <Acts object={object} bulk={bulk} />
          <Button type="text" icon={<CloseOutlined />} aria-label={t("bulk.clear")} onClick={selection.clear} />
        </div>
      )}
      <RefusedList bulk={bulk} />
    </>
  );
}
