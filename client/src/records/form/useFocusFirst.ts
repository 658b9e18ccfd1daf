import { useEffect, type RefObject } from "react";

const inputs = "input:not([type=hidden]):not([disabled]), textarea, [contenteditable=true]";

/** Puts the cursor into the first input as soon as a form that was asked for appears. */
export function useFocusFirst(place: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    // A drawer takes the focus itself while it slides in; after that the first input has it.
    const timer = setTimeout(() => {
      const hasFocus = place.current?.contains(document.activeElement) && document.activeElement?.matches(inputs);
      if (!hasFocus) place.current?.querySelector<HTMLElement>(inputs)?.focus();
    }, 80);
    return () => clearTimeout(timer);
  }, [place]);
}
