import { useEffect, useRef, type ReactNode } from "react";

/** Gives the focus back to where it was, unless it has gone elsewhere by then. */
export function useFocusBack(): void {
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      // What closes holds the focus until it is gone.
      setTimeout(() => {
        if (before instanceof HTMLElement && before.isConnected && document.activeElement === document.body) before.focus({ preventScroll: true });
      });
    };
  }, []);
}

/** The inside of what opens above the page: keys go to its first control at once, and back when it closes. */
export function Focused({ children }: { children: ReactNode }) {
  const place = useRef<HTMLDivElement>(null);
  useFocusBack();
  useEffect(() => {
    // It is placed and shown in the frame after it is made.
    const frame = requestAnimationFrame(() => place.current?.querySelector<HTMLElement>("input, button, [tabindex='0']")?.focus({ preventScroll: true }));
    return () => cancelAnimationFrame(frame);
  }, []);
  return <div ref={place}>{children}</div>;
}
