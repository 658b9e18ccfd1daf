import { Button, Modal } from "antd";
import { useState } from "react";
import { changeExtent, type Extent } from "@/api/changes";
import { isProblem } from "@/api/problem";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { showToast } from "@/ui/toast/toasts";
import { showProblem, takeBack } from "@/ui/toast/undo";

interface AskFirstProps {
  extents: readonly Extent[];
  onAgree: () => void;
  onClose: () => void;
}

/** Says how much more than the shown record would be taken back. */
function AskFirst({ extents, onAgree, onClose }: AskFirstProps) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const meta = useMeta().data;
  const count = extents.reduce((sum, each) => sum + each.count, 0);
  return (
    <Modal open title={t("undoing.title")} okText={t("undoing.whole", { count })} cancelText={t("undoing.cancel")} onOk={onAgree} onCancel={onClose}>
      <p>{t("undoing.text", { count })}</p>
      <ul>
        {extents.map(({ object, count: number, label }) => (
          <li key={object}>
            {(number === 1 ? meta?.objects[object]?.label : meta?.objects[object]?.plural) ?? label ?? object}: {format.number(number)}
          </li>
        ))}
      </ul>
    </Modal>
  );
}

/** Takes back the change set of an entry; where more than this record was changed it asks before. */
export function UndoButton({ changeSet, type }: { changeSet: string; type: "link" | "text" }) {
  const { t } = useTranslation("page");
  const [extents, setExtents] = useState<readonly Extent[] | null>(null);
  const [isBusy, setBusy] = useState(false);
  const work = async (act: () => Promise<void>) => {
    setBusy(true);
    try {
      await act();
    } catch (error) {
      if (isProblem(error) && error.status === 404) showToast({ text: t("undoing.others"), tone: "bad" });
      else showProblem(error);
    } finally {
      setBusy(false);
    }
  };
  const ask = async () => {
    const found = await changeExtent(changeSet);
    if (found.reduce((sum, each) => sum + each.count, 0) > 1) setExtents(found);
    else await takeBack(changeSet);
  };
  const agree = () => {
    setExtents(null);
    void work(() => takeBack(changeSet));
  };
  return (
    <>
      <Button type={type} size="small" loading={isBusy} onClick={() => void work(ask)}>
        {t("undo")}
      </Button>
      {extents && <AskFirst extents={extents} onAgree={agree} onClose={() => setExtents(null)} />}
    </>
  );
}
