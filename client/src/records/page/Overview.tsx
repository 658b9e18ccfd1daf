import { Suspense } from "react";
import { useTranslation } from "@/i18n";
import { When } from "@/ui/kit/When";
import { panelsOf } from "@/ui/panels";
import { Comments } from "./Comments";
import { FactsCards } from "./FactsCards";
import { LinesCards } from "./LinesCards";
import { useShown } from "./PageContext";
import { relatedTab, useRelatedLists } from "./PageTabs";
import styles from "./page.module.css";
import { QuickLog } from "./QuickLog";
import { RelatedPreview } from "./Related";
import { Timeline } from "./Timeline";

const loggedObjects = new Set(["interaction", "note", "task"]);
const previews = 4;

function titleIn(value: unknown): string {
  return typeof value === "object" && value !== null && "title" in value ? String(value.title ?? "") : "";
}

function Origin() {
  const { t } = useTranslation("page");
  const { record } = useShown();
  const { created_at: created, updated_at: updated } = record;
  return (
    <section className={styles.origin}>
      {typeof created === "string" && (
        <p>
          {t("created", { by: titleIn(record.created_by) || t("bySystem") })} <When at={created} />
        </p>
      )}
      {typeof updated === "string" && updated !== created && (
        <p>
          {t("updated", { by: titleIn(record.updated_by) || t("bySystem") })} <When at={updated} />
        </p>
      )}
    </section>
  );
}

interface OverviewProps {
  onEdit: () => void;
  onShowTab: (tab: string) => void;
}

/** The facts, what happened, and what belongs to the record, side by side. */
export function Overview({ onEdit, onShowTab }: OverviewProps) {
  const { object, record, title, at, canEdit } = useShown();
  const panels = at ? [] : panelsOf(object.name);
  // What is related is known as it is now, which would be wrong beside the past.
  const lists = useRelatedLists().filter((related) => !at && !loggedObjects.has(related.object));
  return (
    <div className={styles.columns}>
      <div className={styles.column}>
        <FactsCards onEdit={onEdit} />
        <Origin />
      </div>
      <LinesCards />
      <div className={styles.column}>
        <QuickLog />
        {object.has_timeline && <Timeline />}
      </div>
      <div className={styles.column}>
        <Suspense>
          {panels.map(({ name, component: Panel }) => (
            <Panel key={name} object={object.name} id={record.id} title={title} canEdit={canEdit} />
          ))}
        </Suspense>
        {lists.slice(0, previews).map((related) => (
          <RelatedPreview key={relatedTab(related)} related={related} onShowAll={() => onShowTab(relatedTab(related))} />
        ))}
        <Comments />
      </div>
    </div>
  );
}
