import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Written } from "@/api/client";
import { keys } from "@/api/queries";
import { showWritten } from "@/ui/toast/undo";

interface Shaping<Asked> {
  send: (asked: Asked) => Promise<Written<{ name: string }>>;
  /** What the toast says. */
  told: (asked: Asked) => string;
  onDone: (name: string) => void;
  onError?: (error: unknown) => void;
}

/** A change of objects or fields: live for everybody at once, and taken back from its toast. */
export function useShaping<Asked = void>({ send, told, onDone, onError }: Shaping<Asked>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: send,
    onSuccess: async ({ body, changeSet }, asked) => {
      await Promise.all([client.invalidateQueries({ queryKey: keys.meta }), client.invalidateQueries({ queryKey: ["shape"] })]);
      showWritten(told(asked), changeSet);
      onDone(body.name);
    },
    ...(onError ? { onError } : {}),
  });
}
