import { useState } from "react";

const storageKey = "guanxi.menu";

/** Whether the side menu is folded away on this device. */
export function useMenuFold(): [boolean, (isFolded: boolean) => void] {
  const [isFolded, setFolded] = useState(() => localStorage.getItem(storageKey) === "folded");
  const fold = (next: boolean) => {
    localStorage.setItem(storageKey, next ? "folded" : "open");
    setFolded(next);
  };
  return [isFolded, fold];
}
