import { useSyncExternalStore } from "react";
import { watchPreferences } from "../theme/preferences";

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

/** How much room there is, measured in the person's own letters: large type on a wide screen is a narrow page. */
export type Room = "phone" | "medium" | "narrow" | "wide";

const widest: readonly [Room, number][] = [
  ["phone", 40],
  ["medium", 52],
  ["narrow", 68.75],
];

/** Every class of room that a width in rem falls into; style sheets ask for them as :root[data-room~="narrow"]. */
export function roomsOf(rem: number): Room[] {
  const rooms = widest.filter(([, limit]) => rem <= limit).map(([room]) => room);
  return rooms.length ? rooms : ["wide"];
}

export function rooms(): string {
  const letter = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) || 16;
  return roomsOf(innerWidth / letter).join(" ");
}

function watchRoom(listener: () => void): () => void {
  addEventListener("resize", listener);
  // The letters have their new size only after the theme is painted.
  const stop = watchPreferences(() => requestAnimationFrame(listener));
  return () => {
    removeEventListener("resize", listener);
    stop();
  };
}

export function useRooms(): string {
  return useSyncExternalStore(watchRoom, rooms);
}

/** One column, thumbs. */
export const useIsPhone = () => useRooms().includes("phone");

/** The side menu folds away. */
export const useIsNarrow = () => useRooms().includes("narrow");
