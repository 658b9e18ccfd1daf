import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { useCallback } from "react";

/** What of the page's state stands in its address. */
export interface PageAddress {
  object: string;
  id: string;
  tab: string | undefined;
  /** The instant that the record is shown at. */
  at: string | undefined;
  isEditing: boolean;
}

export type AddressChange = Partial<Record<"tab" | "at" | "edit", string | undefined>>;

const tabKey = (object: string) => `guanxi.tab.${object}`;

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value ? value : undefined;
}

export function rememberedTab(object: string): string | undefined {
  return localStorage.getItem(tabKey(object)) ?? undefined;
}

/** Reads and writes the page's address; the last tab of each object is remembered. */
export function usePageAddress(): [PageAddress, (change: AddressChange) => void] {
  const params = useParams({ strict: false }) as Record<string, string | undefined>;
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const object = params.object ?? "";
  const change = useCallback(
    (part: AddressChange) => {
      if (part.tab) localStorage.setItem(tabKey(object), part.tab);
      void navigate({ to: ".", search: ((before: object) => ({ ...before, ...part })) as never, replace: true });
    },
    [navigate, object],
  );
  const address = {
    object,
    id: params.id ?? "",
    tab: textOf(search.tab) ?? rememberedTab(object),
    at: textOf(search.at),
    isEditing: search.edit !== undefined,
  };
  return [address, change];
}
