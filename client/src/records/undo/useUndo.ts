import { useMutation, useQueryClient } from "@tanstack/react-query";
import { undoChange } from "@/api/changes";
import { showProblem, showUndone } from "@/ui/toast/undo";
import { blockedOf } from "./blocked";

/** Takes a change set back; what stands in the way of it is in `blocked`, to be shown. */
export function useUndo(isRedo: boolean) {
  const client = useQueryClient();
  const undo = useMutation({
    mutationFn: ({ id, rest }: { id: string; rest: boolean }) => undoChange(id, rest),
    onSuccess: (answer, { id }) => showUndone(id, answer, isRedo),
    onError: (error) => {
      if (blockedOf(error).count === 0) showProblem(error);
    },
    onSettled: () => {
      void client.invalidateQueries({ queryKey: ["records"] });
      void client.invalidateQueries({ queryKey: ["changes"] });
    },
  });
  return { undo, blocked: blockedOf(undo.error) };
}
