import type { KeyboardEvent, ReactNode } from "react";

interface TabLeavesProps {
  /** False while Tab has something to take, such as the hit for what was typed. */
  isOn: boolean;
  onLeave?: () => void;
  children: ReactNode;
}

/** Keeps Tab from choosing in a select of several: it would take away what Enter has just chosen. */
export function TabLeaves({ isOn, onLeave, children }: TabLeavesProps) {
  const leave = (event: KeyboardEvent) => {
    if (event.key !== "Tab" || !isOn) return;
    event.stopPropagation();
    onLeave?.();
  };
  return (
    <span role="presentation" style={{ display: "contents" }} onKeyDownCapture={leave}>
      {children}
    </span>
  );
}
