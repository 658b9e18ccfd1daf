import { isProblem } from "@/api/problem";
import { undoChange, type Undone } from "@/api/changes";
import { queryClient } from "@/api/queries";
import { translate } from "@/i18n";
import { nameUndo, showToast } from "./toasts";

nameUndo(() => translate("ui:toast.undo"));

function complain(error: unknown, changeSet: string, isRedo: boolean): void {
  if (isProblem(error) && error.code === "undo_blocked") {
    showToast({
      text: translate("ui:toast.blocked", { count: Number(error.more.count) }),
      tone: "bad",
      action: { label: translate("ui:toast.undoRest"), run: () => takeBack(changeSet, { rest: true, isRedo }) },
    });
    return;
  }
  showProblem(error);
}

interface Manner {
  /** Leaves out what later changes stand in the way of. */
  rest?: boolean;
  /** What is taken back is an undo. */
  isRedo?: boolean;
  /** What it is called, where whoever asks does not see it. */
  what?: string;
}

/** Tells how much was taken back or done again, with the way to the opposite. */
export function showUndone(answer: Undone, isRedo: boolean, what = ""): void {
  const named = what && translate(isRedo ? "ui:toast.redoneNamed" : "ui:toast.undoneNamed", { what });
  showToast({
    text: named || translate(isRedo ? "ui:toast.redone" : "ui:toast.undone", { count: answer.changed }),
    action: {
      label: translate(isRedo ? "ui:toast.undo" : "ui:toast.redo"),
      run: () => takeBack(answer.change_set, { isRedo: !isRedo }),
    },
  });
}

/** Undoes a change set and tells how it went; where later changes stand in the way it offers to undo the rest. */
export async function takeBack(changeSet: string, { rest = false, isRedo = false, what = "" }: Manner = {}): Promise<void> {
  try {
    const answer = await undoChange(changeSet, rest);
    await queryClient.invalidateQueries();
    showUndone(answer, isRedo, what);
  } catch (error) {
    complain(error, changeSet, isRedo);
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
