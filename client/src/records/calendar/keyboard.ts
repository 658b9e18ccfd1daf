import { KeyboardCode, type KeyboardCoordinateGetter } from "@dnd-kit/core";

const steps: Partial<Record<string, [number, number]>> = {
  [KeyboardCode.Left]: [-1, 0],
  [KeyboardCode.Right]: [1, 0],
  [KeyboardCode.Up]: [0, -1],
  [KeyboardCode.Down]: [0, 1],
};

/** Arrow keys go from day to day and from week to week. */
export const dayCoordinates: KeyboardCoordinateGetter = (event, { currentCoordinates, context }) => {
  const step = steps[event.code];
  const first = [...context.droppableRects.values()][0];
  if (!step || !first) return undefined;
  event.preventDefault();
  return { x: currentCoordinates.x + step[0] * first.width, y: currentCoordinates.y + step[1] * first.height };
};
