import { isProblem } from "@/api/problem";
import { undoChange } from "@/api/changes";
import { queryClient } from "@/api/queries";
import { translate } from "@/i18n";
import { nameUndo, showToast } from "./toasts";

nameUndo(() => translate("ui:toast.undo"));

function complain(error: unknown, changeSet: string): void {
  if (isProblem(error) && error.code === "undo_blocked") {
    const blocked = Array.isArray(error.more.blocked) ? error.more.blocked.length : 0;
    showToast({
      text: translate("ui:toast.blocked", { count: blocked }),
      tone: "bad",
      action: { label: translate("ui:toast.undoRest"), run: () => takeBack(changeSet, true) },
    });
    return;
  }
  showProblem(error);
}

/** Undoes a change set and tells how it went; where later changes stand in the way it offers to undo the rest. */
export async function takeBack(changeSet: string, rest = false): Promise<void> {
  try {
    const answer = await undoChange(changeSet, rest);
    await queryClient.invalidateQueries();
    showToast({
      text: translate("ui:toast.undone"),
      action: { label: translate("ui:toast.redo"), run: () => takeBack(answer.change_set) },
    });
  } catch (error) {
    complain(error, changeSet);
  }
}

/** Tells what was written, with "Undo" for its change set. */
export function showWritten(text: string, changeSet: string | null): void {
  showToast({ text, ...(changeSet ? { undo: () => takeBack(changeSet) } : {}) });
}

/** Tells that something failed, in the server's words where it has some. */
export function showProblem(error: unknown): void {
  const offline = isProblem(error) && error.isOffline;
  const known = isProblem(error) && error.message ? error.message : translate("ui:problem.unknown");
  showToast({ text: offline ? translate("ui:problem.offline") : known, tone: "bad", requestId: isProblem(error) ? error.requestId : "" });
}
