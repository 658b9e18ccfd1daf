import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import type { ObjectMeta } from "@/api/meta";
import { keys } from "@/api/queries";
import { may } from "@/api/session";
import { useTranslation } from "@/i18n";
import { showToast } from "@/ui/toast/toasts";
import { showProblem } from "@/ui/toast/undo";

/** A record that stays, and why. */
export interface Stayed {
  id: string;
  title: string | null;
  errors: { message: string }[];
  referred_by?: { count: number; records: { object: string; id: string; title: string | null }[] };
}

interface Purged {
  changed: number;
  /** The first of what stays, and how much it is. */
  refused: Stayed[];
  left: number;
  is_complete: boolean;
}

const none = { refused: [], left: 0 };

/** What goes for good: these records, or all that is due. */
export type Wanted = { ids: readonly string[] } | { due: true };

/** Asks again as long as more is due than one request takes. */
async function purge(object: string, wanted: Wanted): Promise<Purged> {
  const found = await api.post<Purged>(`/records/${object}/purge`, wanted);
  if (found.is_complete || found.changed === 0) return found;
  const rest = await purge(object, wanted);
  return { ...rest, changed: found.changed + rest.changed };
}

/** How much of an object is due, and deleting it for good. */
export function usePurge(object: ObjectMeta, onDone: () => void) {
  const { t } = useTranslation("recycle_bin");
  const client = useQueryClient();
  const [stayed, setStayed] = useState<Pick<Purged, "refused" | "left">>(none);
  const mayPurge = may(object, "purge");
  const due = useQuery({
    queryKey: keys.list(object.name, { due: true }),
    queryFn: ({ signal }) => api.get<{ due: number }>(`/records/${object.name}/purge`, undefined, signal),
    enabled: mayPurge,
  });
  const act = useMutation({
    mutationFn: (wanted: Wanted) => purge(object.name, wanted),
    onSuccess: (answer) => {
      if (answer.changed > 0) showToast({ text: t("purge.done", { count: answer.changed }) });
      setStayed(answer);
      onDone();
    },
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.object(object.name) }),
  });
  return { mayPurge, dueCount: due.data?.due ?? 0, purge: act.mutate, isPending: act.isPending, stayed, forgetStayed: () => setStayed(none) };
}

export type Purge = ReturnType<typeof usePurge>;
