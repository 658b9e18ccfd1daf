import { createContext, useContext } from "react";
import type { ObjectMeta, WireRecord } from "@/api/meta";

/** The record that everything on the page is about. */
export interface Shown {
  object: ObjectMeta;
  record: WireRecord;
  title: string;
  /** The instant that is shown, if not now. */
  at: string | undefined;
  /** Since when it lies in the recycle bin, if it does. */
  deletedAt: string | undefined;
  canEdit: boolean;
}

export const ShownContext = createContext<Shown | null>(null);

export function useShown(): Shown {
  const shown = useContext(ShownContext);
  if (!shown) throw new Error("A part of the record page stands outside of it.");
  return shown;
}
