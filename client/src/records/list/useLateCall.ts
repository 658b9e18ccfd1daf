import { useEffect, useRef } from "react";

/** Calls a little later, unless it is called off before or its place is gone; a newer call takes the place of an older one. */
export function useLateCall(milliseconds: number): { callLater: (act: () => void) => void; callOff: () => void } {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const callOff = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  const callLater = (act: () => void) => {
    callOff();
    timer.current = setTimeout(act, milliseconds);
  };
  return { callLater, callOff };
}
