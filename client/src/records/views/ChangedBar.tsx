import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { useViewWriting } from "./queries";
import { SaveViewDialog } from "./SaveViewDialog";
import type { ShownView } from "./useView";
import styles from "./views.module.css";

/** Says that the view is not as it was kept, and offers to keep it or to go back. */
export function ChangedBar({ object, view }: { object: ObjectMeta; view: ShownView }) {
  const { t } = useTranslation("records");
  const [isNaming, setNaming] = useState(false);
  const { change } = useViewWriting(object.name);
  const { saved } = view.tab;
  const save = async () => {
    if (!saved) return;
    try {
      const { changeSet } = await change.mutateAsync({ id: saved.id, ...view.state });
      showWritten(t("views.saved", { name: saved.name }), changeSet);
    } catch (error) {
      showProblem(error);
    }
  };
  return (
    <>
      {view.isModified && (
        <span className={styles.changed}>
          {t("views.changed")}
          <button type="button" onClick={() => view.choose(view.tab)}>
            {t("views.reset")}
          </button>
          {saved?.is_mine && (
            <button type="button" className={styles.strong} disabled={change.isPending} onClick={() => void save()}>
              {t("views.save")}
            </button>
          )}
          <button type="button" className={styles.strong} onClick={() => setNaming(true)}>
            {t("views.saveAs")}
          </button>
        </span>
      )}
      {isNaming && <SaveViewDialog object={object} view={view} renamed={null} onClose={() => setNaming(false)} />}
    </>
  );
}
