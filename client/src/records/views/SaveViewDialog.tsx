import { Input, Modal, Radio } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { useViewWriting } from "./queries";
import type { ShownView } from "./useView";
import type { SavedView, Shared } from "./viewState";
import styles from "./views.module.css";

interface SaveViewDialogProps {
  object: ObjectMeta;
  view: ShownView;
  /** The view whose name and audience change; none to keep a new one. */
  renamed: SavedView | null;
  onClose: () => void;
}

const audiences: readonly Shared[] = ["me", "team", "everyone"];

/** Keeps what the list shows under a name, for oneself, the team or everyone. */
export function SaveViewDialog({ object, view, renamed, onClose }: SaveViewDialogProps) {
  const { t } = useTranslation("records");
  const [name, setName] = useState(renamed?.name ?? "");
  const [shared, setShared] = useState<Shared>(renamed?.shared ?? "me");
  const [fault, setFault] = useState("");
  const { create, change } = useViewWriting(object.name);
  const save = async () => {
    if (!name.trim()) {
      setFault(t("views.nameMissing"));
      return;
    }
    try {
      const named = { name: name.trim(), shared };
      const { body: saved, changeSet } = renamed
        ? await change.mutateAsync({ id: renamed.id, ...named })
        : await create.mutateAsync({ ...view.state, object: object.name, ...named });
      if (!renamed) view.choose({ name: saved.id, label: saved.name, state: view.state, saved });
      showWritten(t("views.saved", { name: named.name }), changeSet);
      onClose();
    } catch (error) {
      if (isProblem(error) && error.forField("name")) setFault(error.forField("name") ?? "");
      else showProblem(error);
    }
  };
  return (
    <Modal
      open
      title={t(renamed ? "views.renameTitle" : "views.saveTitle")}
      okText={t("views.save")}
      cancelText={t("cancel")}
      confirmLoading={create.isPending || change.isPending}
      onOk={() => void save()}
      onCancel={onClose}
      width="26rem"
      afterOpenChange={(isOpen) => isOpen && document.getElementById("view-name")?.focus()}
    >
      <div className={styles.dialog}>
        <label htmlFor="view-name">{t("views.name")}</label>
        <Input id="view-name" value={name} maxLength={80} status={fault ? "error" : ""} aria-describedby="view-fault" onChange={(event) => setName(event.target.value)} onPressEnter={(event) => !event.nativeEvent.isComposing && void save()} />
        <span id="view-fault" className={styles.fault} role="alert">
          {fault}
        </span>
        <Radio.Group vertical value={shared} onChange={(event) => setShared(event.target.value as Shared)} aria-label={t("views.audience")} options={audiences.map((each) => ({ value: each, label: t(`views.shared.${each}`) }))} />
      </div>
    </Modal>
  );
}
