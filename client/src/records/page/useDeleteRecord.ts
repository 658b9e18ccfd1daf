import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { api } from "@/api/client";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { showToast } from "@/ui/toast/toasts";
import { showProblem, takeBack } from "@/ui/toast/undo";
import { withReferring, type Referring } from "../undo/referring";
import { useShown } from "./PageContext";

/** Puts the shown record into the recycle bin and goes back to the list; the toast brings both back. */
export function useDeleteRecord(): () => void {
  const { t } = useTranslation("page");
  const client = useQueryClient();
  const navigate = useNavigate();
  const { object, record, title } = useShown();
  const address = `/o/${object.name}/${record.id}`;
  const bringBack = async (changeSet: string) => {
    await takeBack(changeSet);
    await navigate({ to: address });
  };
  return () => {
    void (async () => {
      try {
        const answer = await api.delete<{ change_set: string; referring: Referring }>(`/records/${object.name}/${record.id}`);
        await navigate({ to: `/o/${object.name}` });
        void client.invalidateQueries({ queryKey: keys.object(object.name) });
        showToast({ text: withReferring(t("delete.done", { object: object.label, title }), answer.referring, 1), undo: () => bringBack(answer.change_set) });
      } catch (error) {
        showProblem(error);
      }
    })();
  };
}
