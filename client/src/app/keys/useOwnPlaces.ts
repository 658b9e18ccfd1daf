import { useNavigate } from "@tanstack/react-router";
import { useMemo } from "react";
import { useOwnKeys } from "@/ui/shortcuts/ownKeys";
import { useOtherShortcuts } from "@/ui/shortcuts/useShortcut";

/** Opens the pages that the person has given keys. */
export function useOwnPlaces(): void {
  const navigate = useNavigate();
  const { addresses } = useOwnKeys();
  const shortcuts = useMemo(
    () => addresses.map(({ to, keys }) => ({ keys, label: to, run: () => void navigate({ href: to }) })),
    [addresses, navigate],
  );
  useOtherShortcuts(shortcuts);
}
