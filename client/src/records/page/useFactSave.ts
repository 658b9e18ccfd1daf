import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { FieldMeta } from "@/api/meta";
import { isProblem, type Problem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { pageRecordQuery } from "../form/recordQuery";
import { conflictsOf, currentVersion, duplicatesOf, refusalText, saveRecord, type Conflict, type Duplicate } from "../form/saving";
import { isSame, toWire } from "../form/values";
import { useShown } from "./PageContext";

interface Attempt {
  value: unknown;
  problem: Problem;
}

export interface FactSave {
  isSaving: boolean;
  /** What the server refused, with the value that was typed. */
  refused: { value: unknown; message: string } | null;
  conflicts: readonly Conflict[];
  duplicates: readonly Duplicate[];
  save: (value: unknown) => Promise<void>;
  saveAnyway: () => void;
  settle: (theirs: ReadonlySet<string>) => void;
  forget: () => void;
}

/** Writes one fact of the shown record: seen at once, taken back when the server refuses it. */
export function useFactSave(field: FieldMeta): FactSave {
  const { t } = useTranslation("page");
  const client = useQueryClient();
  const { object, record } = useShown();
  const [isSaving, setSaving] = useState(false);
  const [attempt, setAttempt] = useState<Attempt | null>(null);
  const { queryKey } = pageRecordQuery(object, record.id);

  const write = async (value: unknown, options: { version?: number | null; allowDuplicates?: boolean }) => {
    setSaving(true);
    setAttempt(null);
    await client.cancelQueries({ queryKey });
    client.setQueryData(queryKey, { ...record, [field.name]: value });
    try {
      const request = { object: object.name, id: record.id, values: { [field.name]: toWire(field, value) } };
      const saved = await saveRecord({ version: record.version, ...request, ...options });
      showWritten(t("fact.saved", { field: field.label }), saved.changeSet);
    } catch (error) {
      client.setQueryData(queryKey, record);
      if (isProblem(error) && !error.isOffline) setAttempt({ value, problem: error });
      else showProblem(error);
    } finally {
      setSaving(false);
      void client.invalidateQueries({ queryKey: keys.object(object.name) });
    }
  };

  const save = async (value: unknown) => {
    if (isSame(toWire(field, value), toWire(field, record[field.name]))) setAttempt(null);
    else await write(value, {});
  };
  const settle = (theirs: ReadonlySet<string>) => {
    if (!attempt || theirs.has(field.name)) setAttempt(null);
    else void write(attempt.value, { version: currentVersion(attempt.problem) });
  };
  const problem = attempt?.problem;
  const isPlain = problem && conflictsOf(problem).length === 0 && duplicatesOf(problem).length === 0;
  return {
    isSaving,
    refused: attempt && isPlain ? { value: attempt.value, message: refusalText(problem, object, field.name) } : null,
    conflicts: conflictsOf(problem),
    duplicates: duplicatesOf(problem),
    save,
    saveAnyway: () => attempt && void write(attempt.value, { allowDuplicates: true }),
    settle,
    forget: () => setAttempt(null),
  };
}
