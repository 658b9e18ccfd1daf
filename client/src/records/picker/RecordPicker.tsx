import { PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { lazy, Suspense, useState } from "react";
import type { WireRecord } from "@/api/meta";
import { may, useObject } from "@/api/session";
import { ReferencePicker, type ReferencePickerProps } from "@/fields/reference/ReferencePicker";
import { useTranslation } from "@/i18n";
import { titleOf } from "../form/values";
import { inSentence } from "@/ui/format/words";

const RecordFormPanel = lazy(() => import("../form/RecordFormPanel").then((module) => ({ default: module.RecordFormPanel })));

/** Chooses records by typing, and makes the one that is missing on the spot. */
export function RecordPicker(props: Omit<ReferencePickerProps, "footer">) {
  const { t } = useTranslation("records");
  const object = useObject(props.target);
  const [isCreating, setCreating] = useState(false);
  const take = (record: WireRecord) => {
    const made = { id: record.id, title: titleOf(object, record) };
    props.onChange(props.isMultiple ? [...props.value, made] : [made]);
  };
  const footer = () =>
    may(object, "create") && (
      <Button type="text" block icon={<PlusOutlined />} onMouseDown={(event) => event.preventDefault()} onClick={() => setCreating(true)}>
        {t("list.new", { object: inSentence(object?.label ?? "") })}
      </Button>
    );
  return (
    <>
      <ReferencePicker {...props} footer={footer} />
      <Suspense>{isCreating && <RecordFormPanel object={props.target} onClose={() => setCreating(false)} onSaved={take} />}</Suspense>
    </>
  );
}
