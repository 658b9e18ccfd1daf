import { useEffect, useEffectEvent, useMemo, useSyncExternalStore } from "react";
import { preferences } from "../theme/preferences";
import { useKeysOf } from "./ownKeys";
import { listenForShortcuts, ShortcutRegistry, type Shortcut } from "./registry";

const registry = new ShortcutRegistry(() => preferences().letterKeys);

/** Gives a command its keys while the component is shown: the person's own or else the usual ones. */
export function useShortcut(usual: string, label: string, run: Shortcut["run"], isEnabled = true): void {
  const keys = useKeysOf(label, usual);
  const latest = useEffectEvent(run);
  useEffect(() => {
    if (!isEnabled || keys === "") return;
    return registry.add({ keys, label, run: (event) => latest(event) });
  }, [keys, label, isEnabled]);
}

/** Gives keys to what is not a command of the product. */
export function useOtherShortcuts(shortcuts: readonly Shortcut[]): void {
  useEffect(() => {
    const removals = shortcuts.map((shortcut) => registry.add(shortcut));
    return () => removals.forEach((remove) => remove());
  }, [shortcuts]);
}

/** The labels of the commands that would act now. */
export function useActing(): ReadonlySet<string> {
  const shortcuts = useSyncExternalStore(registry.watch, registry.list);
  return useMemo(() => new Set(shortcuts.map(({ label }) => label)), [shortcuts]);
}

/** Starts listening; the shell does it once. */
export function useShortcutListener(): void {
  useEffect(() => listenForShortcuts(registry), []);
}
