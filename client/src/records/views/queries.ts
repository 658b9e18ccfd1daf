import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { SavedView, Shared, ViewState } from "./viewState";

const viewsKey = (object: string) => ["views", object] as const;

export function viewsQuery(object: string) {
  return queryOptions({
    queryKey: viewsKey(object),
    queryFn: ({ signal }) => api.get<{ views: SavedView[] }>("/views", { object }, signal),
    select: ({ views }) => views,
  });
}

export interface NewView extends ViewState {
  object: string;
  name: string;
  shared: Shared;
}

/** Keeps, changes and deletes the views of an object. */
export function useViewWriting(object: string) {
  const client = useQueryClient();
  const onSuccess = () => client.invalidateQueries({ queryKey: viewsKey(object) });
  const create = useMutation({ mutationFn: (view: NewView) => api.write<SavedView>("POST", "/views", { body: view, idempotencyKey: crypto.randomUUID() }), onSuccess });
  const change = useMutation({
    mutationFn: ({ id, ...values }: Partial<NewView> & { id: string }) => api.write<SavedView>("PATCH", `/views/${id}`, { body: values }),
    onSuccess,
  });
  const remove = useMutation({ mutationFn: (id: string) => api.write<unknown>("DELETE", `/views/${id}`), onSuccess });
  return { create, change, remove };
}
