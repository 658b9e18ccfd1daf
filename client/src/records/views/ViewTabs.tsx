import { CalendarOutlined, EllipsisOutlined, PlusOutlined, ProjectOutlined } from "@ant-design/icons";
import { Button, Dropdown } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { useViewWriting } from "./queries";
import { SaveViewDialog } from "./SaveViewDialog";
import type { ShownView } from "./useView";
import type { SavedView, Tab, ViewKind } from "./viewState";
import styles from "./views.module.css";

const icons: Record<ViewKind, React.ReactNode> = { table: null, kanban: <ProjectOutlined aria-hidden />, calendar: <CalendarOutlined aria-hidden /> };

function SavedMenu({ object, view, saved, onRename }: { object: ObjectMeta; view: ShownView; saved: SavedView; onRename: () => void }) {
  const { t } = useTranslation("records");
  const { remove } = useViewWriting(object.name);
  const deleteView = async () => {
    try {
      const { changeSet } = await remove.mutateAsync(saved.id);
      showWritten(t("views.deleted", { name: saved.name }), changeSet);
      const first = view.tabs[0];
      if (first) view.choose(first);
    } catch (error) {
      showProblem(error);
    }
  };
  const items = [
    { key: "rename", label: t("views.rename"), onClick: onRename },
    { key: "delete", label: t("views.delete"), danger: true, onClick: () => void deleteView() },
  ];
  return (
    <Dropdown menu={{ items }} trigger={["click"]}>
      <Button type="text" size="small" icon={<EllipsisOutlined />} aria-label={t("views.menu", { name: saved.name })} />
    </Dropdown>
  );
}

function TabButton({ tab, isChosen, onChoose }: { tab: Tab; isChosen: boolean; onChoose: () => void }) {
  const { t } = useTranslation("records");
  const hint = tab.saved ? t(`views.shared.${tab.saved.shared}`) : undefined;
  return (
    <button type="button" role="tab" aria-selected={isChosen} className={styles.tab} title={hint} onClick={onChoose}>
      {icons[tab.state.kind]}
      {tab.label}
    </button>
  );
}

/** The object's views and the saved ones, side by side. */
export function ViewTabs({ object, view }: { object: ObjectMeta; view: ShownView }) {
  const { t } = useTranslation("records");
  const [dialog, setDialog] = useState<"new" | "rename" | null>(null);
  return (
    <div className={styles.tabs}>
      <div role="tablist" aria-label={t("views.title")} className={styles.list}>
        {view.tabs.map((tab) => (
          <TabButton key={tab.name} tab={tab} isChosen={tab.name === view.tab.name} onChoose={() => view.choose(tab)} />
        ))}
      </div>
      {view.tab.saved?.is_mine && <SavedMenu object={object} view={view} saved={view.tab.saved} onRename={() => setDialog("rename")} />}
      <button type="button" className={styles.add} onClick={() => setDialog("new")}>
        <PlusOutlined aria-hidden /> {t("views.add")}
      </button>
      {dialog && <SaveViewDialog object={object} view={view} renamed={dialog === "rename" ? view.tab.saved : null} onClose={() => setDialog(null)} />}
    </div>
  );
}
