import { useEffect, useState, type KeyboardEvent } from "react";
import { isBare, strokeOf } from "@/ui/shortcuts/keys";

/** For so long a first stroke waits for a second one, in milliseconds. */
const patience = 1_000;

const modifiers = new Set(["Control", "Shift", "Alt", "Meta", "AltGraph", "CapsLock", "Process", "Dead", "Unidentified"]);

/** Listens to the keys that somebody presses to choose them: one stroke, or two plain ones in a row. */
export function useKeyCapture(onKeys: (keys: string) => void, onLeave: () => void) {
  const [pressed, setPressed] = useState("");
  useEffect(() => {
    if (pressed === "") return;
    const timer = setTimeout(() => onKeys(pressed), patience);
    return () => clearTimeout(timer);
  }, [pressed, onKeys]);
  const press = (event: KeyboardEvent) => {
    const { nativeEvent } = event;
    if (event.key === "Tab" && !event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    if (nativeEvent.isComposing || nativeEvent.repeat || modifiers.has(event.key)) return;
    if (event.key === "Escape") {
      onLeave();
      return;
    }
    const stroke = strokeOf(nativeEvent);
    if (pressed !== "") onKeys(`${pressed} ${stroke}`);
    else if (isBare(stroke)) setPressed(stroke);
    else onKeys(stroke);
  };
  return { pressed, press };
}
