import { useSyncExternalStore } from "react";

export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(query).matches,
  );
}

/** Up to 640 pixels: one column, thumbs. */
export const useIsPhone = () => useMedia("(max-width: 40rem)");

/** Up to 1100 pixels: the side menu folds away. */
export const useIsNarrow = () => useMedia("(max-width: 68.75rem)");
