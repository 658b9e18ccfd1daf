import { useNavigate, useParams } from "@tanstack/react-router";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { PageHeader } from "@/ui/kit/PageHeader";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showWritten } from "@/ui/toast/undo";
import styles from "./form.module.css";
import { RecordForm } from "./RecordForm";
import type { Saved } from "./saving";
import { titleOf } from "./values";

/** A new record on a page of its own, so that its address can be kept and shared. */
export default function NewRecordPage() {
  const { t } = useTranslation("form");
  const params = useParams({ strict: false }) as Record<string, string | undefined>;
  const navigate = useNavigate();
  const object = useObject(params.object ?? "");
  if (!object) return <ListSkeleton />;
  const finish = ({ record, changeSet }: Saved) => {
    showWritten(t("created", { object: object.label, title: titleOf(object, record) }), changeSet);
    void navigate({ to: `/o/${object.name}/${record.id}`, replace: true });
  };
  return (
    <div className={styles.newPage}>
      <PageHeader title={t("newTitle", { object: object.label })} />
      <div className={styles.newBody}>
        <RecordForm key={object.name} object={object} onSaved={finish} onCancel={() => history.back()} />
      </div>
    </div>
  );
}
