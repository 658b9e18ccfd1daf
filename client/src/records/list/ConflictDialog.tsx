import { Modal } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { ConflictChooser } from "../form/ConflictChooser";
import type { RecordEdit } from "./useRecordEdit";

/** Shows what was there, what somebody else made of it and what was typed here. */
export function ConflictDialog({ object, edit }: { object: ObjectMeta; edit: RecordEdit }) {
  const { t } = useTranslation("records");
  return (
    <Modal open={edit.conflicting !== null} title={t("edit.conflict")} footer={null} onCancel={edit.forget} destroyOnHidden>
      {edit.conflicting && <ConflictChooser object={object} conflicts={edit.conflicting.conflicts} isSaving={false} onSettle={edit.settle} />}
    </Modal>
  );
}
