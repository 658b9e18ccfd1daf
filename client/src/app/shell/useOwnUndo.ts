import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, onWritten } from "@/api/client";
import type { Meta } from "@/api/meta";
import { keys } from "@/api/queries";
import { useShortcut } from "@/ui/shortcuts/useShortcut";
import { takeBack } from "@/ui/toast/undo";
import { OwnChanges } from "./ownChanges";

interface Told {
  summary: { object: string; count: number; label?: string }[];
  records: { object: string; title: string | null; fields: { field: string }[] }[];
}

/** What a change set was about: the record with its fields, or how many of which objects. */
export function nameOfChange({ summary, records }: Told, objects: Meta["objects"]): string {
  const [record, ...others] = records;
  if (record?.title && others.length === 0) {
    const labels = record.fields.map(({ field }) => objects[record.object]?.fields[field]?.label).filter(Boolean);
    return [record.title, ...labels.slice(0, 3)].join(" · ");
  }
  return summary.map(({ object, count, label }) => `${objects[object]?.plural ?? label ?? object}: ${count}`).join(", ");
}

async function nameOf(client: QueryClient, changeSet: string): Promise<string> {
  try {
    return nameOfChange(await api.get<Told>(`/changes/${changeSet}`), client.getQueryData<Meta>(keys.meta)?.objects ?? {});
  } catch {
    return ""; // the name is only told; whether it can be taken back says the undo itself
  }
}

const own = new OwnChanges();
// A key that is pressed again waits for the one before.
let working = Promise.resolve();

/** Keys that take back what the person did last in this tab, one change after the other, and do it again. */
export function useOwnUndo(): void {
  const client = useQueryClient();
  useEffect(() => {
    const stop = onWritten((path, changeSet) => {
      if (!path.startsWith("/auth/")) own.note(path, changeSet);
    });
    return () => {
      stop();
      own.clear();
    };
  }, []);
  const back = async (isRedo: boolean) => {
    const changeSet = isRedo ? own.lastUndo : own.last;
    if (changeSet === undefined) return;
    const what = await nameOf(client, changeSet);
    await takeBack(changeSet, { isRedo, what });
    own.forget(changeSet);
  };
  const step = (isRedo: boolean) => () => {
    working = working.then(() => back(isRedo));
  };
  useShortcut("mod+z", "ui:toast.undo", step(false));
  useShortcut("mod+shift+z", "ui:toast.redo", step(true));
}
