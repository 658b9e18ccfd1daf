import { Button } from "antd";
import { useState } from "react";
import type { ActionMeta } from "@/api/meta";
import { useShown } from "../page/PageContext";
import { ActionDialog } from "./ActionDialog";
import { offeredActions } from "./actions";

/** The verbs of modules for the shown record. */
export function Actions() {
  const { object, record, canEdit } = useShown();
  const [chosen, setChosen] = useState<ActionMeta | null>(null);
  if (!canEdit) return null;
  return (
    <>
      {offeredActions(object, record).map((action) => (
        <Button key={`${action.module}/${action.verb}`} type="primary" size="small" onClick={() => setChosen(action)}>
          {action.label}
        </Button>
      ))}
      {chosen && <ActionDialog action={chosen} onClose={() => setChosen(null)} />}
    </>
  );
}
