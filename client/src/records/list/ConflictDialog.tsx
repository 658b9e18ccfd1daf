import { Modal } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { ConflictChooser } from "../form/ConflictChooser";
import { titleOf } from "../form/values";
import type { RecordEdit } from "./useRecordEdit";

/** Shows what was there, what somebody else made of it and what was typed here. */
export function ConflictDialog({ object, edit }: { object: ObjectMeta; edit: RecordEdit }) {
  return (
    <Modal open={edit.conflicting !== null} title={titleOf(object, edit.conflicting?.record)} footer={null} onCancel={edit.forget} destroyOnHidden>
      {edit.conflicting && <ConflictChooser object={object} conflicts={edit.conflicting.conflicts} isSaving={false} onSettle={edit.settle} />}
    </Modal>
  );
}
