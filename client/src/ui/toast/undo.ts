import { isProblem } from "@/api/problem";
import { undoChange, type Undone } from "@/api/changes";
import { queryClient } from "@/api/queries";
import { translate } from "@/i18n";
import { nameUndo, showToast } from "./toasts";

nameUndo(() => translate("ui:toast.undo"));

/** Leads to the change, where what stays is listed with its reasons. */
function whyLeft(changeSet: string) {
  return { label: translate("ui:toast.showLeft"), to: "/changes", search: { change: changeSet } };
}

function complain(error: unknown, changeSet: string, isRedo: boolean): void {
  if (isProblem(error) && error.code === "undo_blocked") {
    const undoRest = { label: translate("ui:toast.undoRest"), run: () => takeBack(changeSet, { rest: true, isRedo }) };
    showToast({
      text: translate("ui:toast.blocked", { count: Number(error.more.count) }),
      tone: "bad",
      link: whyLeft(changeSet),
      ...(error.more.rest === 0 ? {} : { action: undoRest }),
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

function doneText({ changed, left }: Undone, isRedo: boolean, what: string): string {
  const named = what && translate(isRedo ? "ui:toast.redoneNamed" : "ui:toast.undoneNamed", { what });
  const done = named || translate(isRedo ? "ui:toast.redone" : "ui:toast.undone", { count: changed });
  if (left === 0) return done;
  const rest = translate("ui:toast.left", { count: left });
  return translate("ui:toast.both", { done: changed === 0 ? translate("ui:toast.nothing") : done, rest });
}

/** Tells how much of a change set was taken back or done again and how much stays, with the way to the opposite. */
export function showUndone(changeSet: string, answer: Undone, isRedo: boolean, what = ""): void {
  const opposite = answer.change_set;
  const action = opposite && {
    label: translate(isRedo ? "ui:toast.undo" : "ui:toast.redo"),
    run: () => takeBack(opposite, { isRedo: !isRedo }),
  };
  showToast({
    text: doneText(answer, isRedo, what),
    isUndone: true,
    ...(answer.left > 0 ? { link: whyLeft(changeSet) } : {}),
    ...(action ? { action } : {}),
  });
}

/** Undoes a change set and tells how it went; where later changes stand in the way it offers to undo the rest. */
export async function takeBack(changeSet: string, { rest = false, isRedo = false, what = "" }: Manner = {}): Promise<void> {
  try {
    const answer = await undoChange(changeSet, rest);
    await queryClient.invalidateQueries();
    showUndone(changeSet, answer, isRedo, what);
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
