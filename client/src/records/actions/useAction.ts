import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import type { ActionMeta, FieldMeta } from "@/api/meta";
import { isProblem, Problem } from "@/api/problem";
import { useMeta } from "@/api/session";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { showToast } from "@/ui/toast/toasts";
import { takeBack } from "@/ui/toast/undo";
import { duplicatesOf, type Duplicate } from "../form/saving";
import type { Values } from "../form/values";
import { useShown } from "../page/PageContext";
import { act, askedFields, madeBy, startingValues, takerOf, wireValues, type Done } from "./actions";

export interface ActionForm {
  fields: FieldMeta[];
  values: Values;
  problem: Problem | null;
  duplicates: readonly Duplicate[];
  isActing: boolean;
  messages: (field: string) => string[];
  set: (field: string, value: unknown) => void;
  run: (anew?: boolean) => Promise<void>;
  use: (found: Duplicate) => void;
  dismiss: () => void;
}

/** Goes to what was made, and back to the record if it is taken back. */
function useArrival(action: ActionMeta): (done: Done) => Promise<void> {
  const { t } = useTranslation("form");
  const meta = useMeta().data;
  const client = useQueryClient();
  const navigate = useNavigate();
  const { object, record, title } = useShown();
  return async (done) => {
    await client.invalidateQueries({ queryKey: ["records"] });
    const made = meta ? madeBy(done, object, meta) : null;
    if (made) await navigate(recordAddress(made.object, made.id));
    const bringBack = async (changeSet: string) => {
      await takeBack(changeSet);
      await navigate(recordAddress(object.name, record.id));
    };
    const changeSet = done.change_set;
    const undo = changeSet ? { undo: () => bringBack(changeSet) } : {};
    showToast({ text: t("page:action.done", { action: action.label, title }), ...undo });
  };
}

/** What is typed for a verb, what the server says to it, and where it leads. */
export function useAction(action: ActionMeta, onClose: () => void): ActionForm {
  const { t } = useTranslation("form");
  const { object, record } = useShown();
  const arrive = useArrival(action);
  const fields = askedFields(object, action);
  const [values, setValues] = useState<Values>(() => startingValues(fields));
  const [problem, setProblem] = useState<Problem | null>(null);
  const [missing, setMissing] = useState<ReadonlySet<string>>(new Set());
  const [isActing, setActing] = useState(false);
  const key = useRef(crypto.randomUUID());

  const send = async (typed: Values, anew: boolean) => {
    const empty = fields.filter((field) => field.required && isEmpty(typed[field.name])).map((field) => field.name);
    setMissing(new Set(empty));
    setProblem(null);
    if (empty.length > 0 || isActing) return;
    setActing(true);
    try {
      const done = await act(action, { ...wireValues(fields, typed), [object.name]: record.id }, key.current, anew);
      onClose();
      await arrive(done);
    } catch (error) {
      // The same key with other values would be refused; a lost connection repeats the same request.
      if (!isProblem(error) || !error.isOffline) key.current = crypto.randomUUID();
      setProblem(isProblem(error) ? error : new Problem(0, "unknown", String(error), ""));
    } finally {
      setActing(false);
    }
  };

  const use = (found: Duplicate) => {
    const taker = takerOf(action, found);
    if (!taker || !found.id) return;
    const next = { ...values, [taker.name]: { id: found.id, title: found.title } };
    setValues(next);
    void send(next, false);
  };

  const messages = (field: string) => {
    const refused = problem?.errors.filter((error) => error.field === field).map((error) => error.message) ?? [];
    return missing.has(field) ? [t("required", { field: action.takes[field]?.label ?? field }), ...refused] : refused;
  };

  return {
    fields, values, problem, isActing, messages, use,
    duplicates: duplicatesOf(problem),
    set: (field, value) => setValues((before) => ({ ...before, [field]: value })),
    run: (anew = false) => send(values, anew),
    dismiss: () => setProblem(null),
  };
}
