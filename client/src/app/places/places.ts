import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Meta } from "@/api/meta";
import { useMeta } from "@/api/session";
import type { SavedView } from "@/records/views/viewState";

/** A view of a list by its address, as the person may see it. */
export interface ViewPlace {
  to: string;
  object: string;
  /** As it stands in the address; null for the list itself. */
  view: string | null;
  title: string;
}

const none: readonly SavedView[] = [];

export function useSavedViews(): readonly SavedView[] {
  const { data } = useQuery({
    queryKey: ["views", ""],
    queryFn: ({ signal }) => api.get<{ views: SavedView[] }>("/views", undefined, signal),
    select: ({ views }) => views,
  });
  return data ?? none;
}

/** Every list, the views that ship with it, and the saved ones. */
export function viewPlaces(meta: Meta | undefined, saved: readonly SavedView[]): ViewPlace[] {
  const objects = Object.values(meta?.objects ?? {}).filter((object) => object.parent === null && !object.is_setting && object.rights.includes("read"));
  return objects.flatMap((object) => {
    const address = `/o/${object.name}`;
    const named = [...object.views.map((view) => ({ name: view.name, label: view.label })), ...saved.filter((view) => view.object === object.name).map((view) => ({ name: view.id, label: view.name }))];
    const views = named.map(({ name, label }): ViewPlace => ({ to: `${address}?view=${encodeURIComponent(name)}`, object: object.name, view: name, title: `${object.plural} · ${label}` }));
    return [{ to: address, object: object.name, view: null, title: object.plural }, ...views];
  });
}

export function useViewPlaces(): ViewPlace[] {
  return viewPlaces(useMeta().data, useSavedViews());
}
