import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import { isProblem, type Problem } from "@/api/problem";
import { wireValue } from "@/fields/registry";
import { translate, useTranslation } from "@/i18n";
import { showToast } from "@/ui/toast/toasts";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { conflictsOf, currentVersion, duplicatesOf, refusalText, saveRecord, type Conflict } from "../form/saving";
import { titleOf } from "../form/values";
import { changeInLists, holdLists, renewLists } from "./cached";

/** One value of one record that is to be written. */
export interface Edit {
  record: WireRecord;
  field: FieldMeta;
  value: unknown;
}

export interface RefusedEdit extends Edit {
  message: string;
}

export interface ConflictingEdit extends Edit {
  conflicts: Conflict[];
  version: number | null;
}

interface Options {
  version?: number | null;
  allowDuplicates?: boolean;
}

export interface RecordEdit {
  refused: RefusedEdit | null;
  conflicting: ConflictingEdit | null;
  save: (edit: Edit, text?: string) => Promise<boolean>;
  settle: (theirs: ReadonlySet<string>) => void;
  forget: () => void;
}

/** Tells a refusal where there is no cell to say it beside, and offers the form. */
export function tellRefused(object: ObjectMeta, openForm?: (edit: RefusedEdit) => void): (edit: RefusedEdit) => void {
  return (edit) => {
    const action = openForm && { label: translate("records:edit.openForm"), run: () => openForm(edit) };
    showToast({ text: `${titleOf(object, edit.record)}: ${edit.message}`, tone: "bad", ...(action ? { action } : {}) });
  };
}

/** Writes single values of records in a list: seen at once, taken back when the server refuses. */
export function useRecordEdit(object: ObjectMeta, onRefused?: (edit: RefusedEdit) => void): RecordEdit {
  const { t } = useTranslation("records");
  const client = useQueryClient();
  const [refused, setRefused] = useState<RefusedEdit | null>(null);
  const [conflicting, setConflicting] = useState<ConflictingEdit | null>(null);

  const complain = (edit: Edit, error: unknown) => {
    const conflicts = conflictsOf(error);
    if (!isProblem(error) || error.isOffline) showProblem(error);
    else if (conflicts.length > 0) setConflicting({ ...edit, conflicts, version: currentVersion(error) });
    else if (duplicatesOf(error).length > 0) askAboutDuplicates(edit, error);
    else (onRefused ?? setRefused)({ ...edit, message: refusalText(error, object, edit.field.name) });
  };
  const askAboutDuplicates = (edit: Edit, problem: Problem) => {
    const saveAnyway = () => void write(edit, { allowDuplicates: true });
    showToast({ text: problem.message, tone: "bad", action: { label: t("edit.saveAnyway"), run: saveAnyway } });
  };
  const write = async (edit: Edit, options: Options = {}, text?: string): Promise<boolean> => {
    const { record, field, value } = edit;
    const ids = new Set([record.id]);
    setRefused(null);
    setConflicting(null);
    await holdLists(client, object.name);
    const putBack = changeInLists(client, object.name, ids, { [field.name]: value });
    try {
      const saved = await saveRecord({ object: object.name, id: record.id, version: record.version, values: { [field.name]: wireValue(field, value) }, ...options });
      changeInLists(client, object.name, ids, { version: saved.record.version });
      showWritten(text ?? t("edit.saved", { field: field.label, title: titleOf(object, record) }), saved.changeSet);
      return true;
    } catch (error) {
      putBack();
      complain(edit, error);
      return false;
    } finally {
      void renewLists(client, object.name);
    }
  };
  const settle = (theirs: ReadonlySet<string>) => {
    if (!conflicting || theirs.has(conflicting.field.name)) setConflicting(null);
    else void write(conflicting, { version: conflicting.version });
  };
  const forget = () => {
    setRefused(null);
    setConflicting(null);
  };
  return { refused, conflicting, save: (edit, text) => write(edit, {}, text), settle, forget };
}
