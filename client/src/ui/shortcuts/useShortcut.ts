import { useEffect, useEffectEvent, useSyncExternalStore } from "react";
import { preferences } from "../theme/preferences";
import { listenForShortcuts, ShortcutRegistry, type Shortcut } from "./registry";

const registry = new ShortcutRegistry(() => preferences().letterKeys);

/** Gives keys a meaning while the component is shown; the label appears in the list that "?" opens. */
export function useShortcut(keys: string, label: string, run: Shortcut["run"], isEnabled = true): void {
  const latest = useEffectEvent(run);
  useEffect(() => {
    if (!isEnabled) return;
    return registry.add({ keys, label, run: (event) => latest(event) });
  }, [keys, label, isEnabled]);
}

export function useShortcuts(): readonly Shortcut[] {
  return useSyncExternalStore(registry.watch, registry.list);
}

/** Starts listening; the shell does it once. */
export function useShortcutListener(): void {
  useEffect(() => listenForShortcuts(registry), []);
}
