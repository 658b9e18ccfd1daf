import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import type { ObjectMeta } from "@/api/meta";
import { viewsQuery } from "./queries";
import { changedParts, completeState, searchFromState, stateFromSearch, type SavedView, type Search, type Tab, type ViewState } from "./viewState";

function tabsOf(object: ObjectMeta, saved: readonly SavedView[]): Tab[] {
  const shipped = object.views.map((view) => ({ name: view.name, label: view.label, state: completeState(object, view), saved: null }));
  const first = shipped.length ? shipped : [{ name: "all", label: object.plural, state: completeState(object, {}), saved: null }];
  return [...first, ...saved.map((view) => ({ name: view.id, label: view.name, state: completeState(object, view), saved: view }))];
}

/** The view that the address describes, and ways to change it. */
export interface ShownView {
  tabs: Tab[];
  tab: Tab;
  state: ViewState;
  isModified: boolean;
  /** The quick filter's text. */
  q: string;
  /** The record in the side panel. */
  open: string | null;
  isCreating: boolean;
  search: Search;
  change: (part: Partial<ViewState>) => void;
  choose: (tab: Tab) => void;
  /** Sets other parts of the address, such as the open record. */
  setSearch: (part: Search, isStep?: boolean) => void;
}

function textOf(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

export function useView(object: ObjectMeta): ShownView {
  const search = useSearch({ strict: false }) as Search;
  const navigate = useNavigate();
  const { data: saved } = useQuery(viewsQuery(object.name));
  const tabs = useMemo(() => tabsOf(object, saved ?? []), [object, saved]);
  const tab = tabs.find((each) => each.name === search.view) ?? (tabs[0] as Tab);
  const state = useMemo(() => stateFromSearch(object, tab.state, search), [object, tab, search]);
  const setSearch = useCallback(
    (part: Search, isStep = false) => void navigate({ to: ".", search: ((before: Search) => ({ ...before, ...part })) as never, replace: !isStep }),
    [navigate],
  );
  const change = useCallback(
    (part: Partial<ViewState>) => {
      // The view of another kind has its own field to be laid out by.
      const next = { ...state, ...(part.kind && part.kind !== state.kind ? { by: null } : {}), ...part };
      const isPrivate = tab.saved?.shared === "me";
      const kept = isPrivate ? next : changedParts(tab.state, completeState(object, next));
      setSearch(searchFromState(kept), true);
    },
    [state, tab, object, setSearch],
  );
  const choose = useCallback(
    (next: Tab) => {
      // A private view stands in the address in full, so that the address shows the same to others.
      const written = next.saved?.shared === "me" ? searchFromState(next.state) : searchFromState({});
      setSearch({ ...written, view: next.name === tabs[0]?.name ? undefined : next.name, q: undefined, open: undefined, on: undefined }, true);
    },
    [setSearch, tabs],
  );
  return {
    tabs,
    tab,
    state,
    isModified: Object.keys(changedParts(tab.state, state)).length > 0,
    q: textOf(search.q),
    open: textOf(search.open) || null,
    isCreating: search.create === true,
    search,
    change,
    choose,
    setSearch,
  };
}
