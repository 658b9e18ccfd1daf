import { useQuery } from "@tanstack/react-query";
import { Drawer } from "antd";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { inSentence } from "@/ui/format/words";
import { useFocusBack } from "@/ui/kit/Focused";
import { ProblemView } from "@/ui/kit/ProblemView";
import { TextSkeleton } from "@/ui/kit/Skeletons";
import { showWritten } from "@/ui/toast/undo";
import { pageRecordQuery } from "./recordQuery";
import { RecordForm } from "./RecordForm";
import styles from "./form.module.css";
import type { Saved } from "./saving";
import { titleOf, type Values } from "./values";

export interface RecordFormPanelProps {
  object: string;
  /** The record to edit; none to create one. */
  id?: string | undefined;
  /** What a new record starts with, such as the reference to the page that it is made on; of one to edit what is to be changed. */
  given?: Values | undefined;
  onClose: () => void;
  /** After the record is saved; the panel closes by itself. */
  onSaved?: ((record: WireRecord) => void) | undefined;
}

interface EditProps {
  object: ObjectMeta;
  id: string;
  given: Values | undefined;
  onClose: () => void;
  onSaved: (saved: Saved) => void;
}

function Edit({ object, id, given, onClose, onSaved }: EditProps) {
  const record = useQuery({ ...pageRecordQuery(object, id), refetchOnMount: "always", staleTime: 0 });
  if (record.error) return <ProblemView error={record.error} onRetry={() => void record.refetch()} />;
  if (!record.data || record.isFetchedAfterMount === false) return <TextSkeleton lines={8} />;
  return <RecordForm object={object} record={record.data} given={given} onSaved={onSaved} onCancel={onClose} />;
}

/** A form at the side of any page: what is typed stays when it is closed. */
export function RecordFormPanel({ object: name, id, given, onClose, onSaved }: RecordFormPanelProps) {
  const { t } = useTranslation("form");
  const object = useObject(name);
  useFocusBack();
  if (!object) return null;
  const hasLines = Object.values(object.fields).some((field) => field.kind === "lines" && field.level === "edit");
  const finish = ({ record, changeSet }: Saved) => {
    const values = { object: object.label, title: titleOf(object, record) };
    showWritten(id ? t("saved", values) : t("created", values), changeSet);
    onClose();
    onSaved?.(record);
  };
  return (
    <Drawer
      open
      onClose={onClose}
      size={hasLines ? "min(60rem, 100vw)" : "min(35rem, 100vw)"}
      title={t(id ? "editTitle" : "newTitle", { object: inSentence(object.label) })}
      className={styles.drawer}
    >
      {id ? (
        <Edit object={object} id={id} given={given} onClose={onClose} onSaved={finish} />
      ) : (
        <RecordForm object={object} given={given} onSaved={finish} onCancel={onClose} />
      )}
    </Drawer>
  );
}
