import { useQueryClient } from "@tanstack/react-query";
import { useMemo, useRef, useState } from "react";
import type { FieldMeta, Meta, ObjectMeta, WireRecord } from "@/api/meta";
import { isProblem, Problem, type FieldProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useMe, useMeta } from "@/api/session";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { draftKey, dropDraft, keepDraft, readDraft } from "./drafts";
import { conflictsOf, currentVersion, duplicatesOf, saveRecord, type Conflict, type Duplicate, type Saved } from "./saving";
import { useLookalikes } from "./useLookalikes";
import { changedValues, formGroups, startingValues, toWire, type Values } from "./values";

export interface FormRequest {
  object: ObjectMeta;
  /** The record to edit, with its references expanded; none for a new one. */
  record?: WireRecord | undefined;
  /** What a new record starts with; of a record to edit what is to be changed. */
  given?: Values | undefined;
  onSaved: (saved: Saved) => void;
}

export interface FieldFault {
  field: string;
  message: string;
}

export interface RecordForm {
  object: ObjectMeta;
  values: Values;
  faults: readonly FieldFault[];
  problem: Problem | null;
  conflicts: readonly Conflict[];
  duplicates: readonly Duplicate[];
  /** Records that equal what is typed so far. */
  lookalikes: readonly Duplicate[];
  isSaving: boolean;
  isDirty: boolean;
  /** When what was typed before and brought back was typed. */
  draftFrom: string | null;
  set: (field: string, value: unknown) => void;
  save: (allowDuplicates?: boolean) => Promise<void>;
  /** Goes on after a conflict: the fields named here keep what the other person wrote. */
  settle: (theirs: ReadonlySet<string>) => void;
  /** Forgets what was typed. */
  discard: () => void;
  dismissDuplicates: () => void;
}

/** The field that an error belongs to; one such as "lines.0.quantity" belongs to the lines, and says which. */
export function faultOf(object: ObjectMeta, meta: Meta | undefined, error: FieldProblem): FieldFault {
  const [name = "", row, part] = error.field.split(".");
  const lines = object.fields[name]?.lines;
  if (!lines || row === undefined) return { field: name, message: error.message };
  const label = part ? (meta?.objects[lines]?.fields[part]?.label ?? part) : "";
  return { field: name, message: `${Number(row) + 1} ${label} · ${error.message}` };
}

function missing(object: ObjectMeta, values: Values, message: (field: FieldMeta) => string): FieldFault[] {
  return formGroups(object)
    .flatMap((group) => group.fields)
    .filter((field) => field.required && isEmpty(toWire(field, values[field.name])))
    .map((field) => ({ field: field.name, message: message(field) }));
}

interface FormState {
  base: Values;
  typed: Values;
  version: number | null;
  problem: Problem | null;
  faults: readonly FieldFault[];
}

/** The state of one form: what is typed outlives errors, reloads and signing out. */
export function useRecordForm({ object, record, given, onSaved }: FormRequest): RecordForm {
  const { t } = useTranslation("form");
  const meta = useMeta().data;
  const me = useMe().data;
  const client = useQueryClient();
  const key = draftKey(me?.user.id ?? "", object.name, record?.id ?? null);
  const format = useFormat();
  const [draft] = useState(() => readDraft(key));
  const [draftFrom, setDraftFrom] = useState(draft?.at ?? null);
  const [isSaving, setSaving] = useState(false);
  const idempotencyKey = useRef(crypto.randomUUID());
  const [state, setState] = useState<FormState>(() => ({
    base: startingValues(object, record, format.today(), given),
    typed: { ...draft?.values, ...(record ? given : {}) },
    version: draft?.version ?? record?.version ?? null,
    problem: null,
    faults: [],
  }));
  const change = (part: Partial<FormState>) => setState((before) => ({ ...before, ...part }));
  const values = useMemo(() => ({ ...state.base, ...state.typed }), [state]);

  const lookalikes = useLookalikes(object, state.typed, record?.id);

  const set = (field: string, value: unknown) => {
    setState((before) => {
      const typed = { ...before.typed, [field]: value };
      keepDraft(key, typed, before.version);
      return { ...before, typed, faults: before.faults.filter((fault) => fault.field !== field) };
    });
  };

  const fail = (error: unknown) => {
    const problem = isProblem(error) ? error : new Problem(0, "unknown", String(error), "");
    const faults = problem.errors.map((each) => faultOf(object, meta, each));
    change({ problem, faults });
  };

  const write = async (from: FormState, allowDuplicates: boolean) => {
    const now = { ...from.base, ...from.typed };
    const changed = changedValues(object, meta, record ? from.base : {}, now);
    setSaving(true);
    try {
      const saved = await saveRecord({
        object: object.name,
        id: record?.id ?? null,
        values: changed,
        version: from.version,
        allowDuplicates,
        idempotencyKey: idempotencyKey.current,
      });
      dropDraft(key);
      void client.invalidateQueries({ queryKey: keys.object(object.name) });
      onSaved(saved);
    } catch (error) {
      // The same key with other values would be refused; a lost connection repeats the same request.
      if (!isProblem(error) || !error.isOffline) idempotencyKey.current = crypto.randomUUID();
      fail(error);
    } finally {
      setSaving(false);
    }
  };

  const save = async (allowDuplicates = false) => {
    const faults = missing(object, values, (field) => t("required", { field: field.label }));
    change({ problem: null, faults });
    if (faults.length === 0) await write(state, allowDuplicates);
  };

  const settle = (theirs: ReadonlySet<string>) => {
    const conflicts = conflictsOf(state.problem);
    const newer = Object.fromEntries(conflicts.map((each) => [each.field, each.theirs]));
    const typed = Object.fromEntries(Object.entries(state.typed).filter(([field]) => !theirs.has(field)));
    const version = state.problem ? currentVersion(state.problem) : state.version;
    const next: FormState = { base: { ...state.base, ...newer }, typed, version, problem: null, faults: [] };
    setState(next);
    keepDraft(key, typed, version);
    void write(next, false);
  };

  const discard = () => {
    dropDraft(key);
    setDraftFrom(null);
    change({ typed: {}, version: record?.version ?? null, problem: null, faults: [] });
  };

  return {
    object, values, lookalikes, isSaving, draftFrom, set, save, settle, discard,
    faults: state.faults,
    problem: state.problem,
    conflicts: conflictsOf(state.problem),
    duplicates: duplicatesOf(state.problem),
    isDirty: Object.keys(state.typed).length > 0,
    dismissDuplicates: () => change({ problem: null }),
  };
}
