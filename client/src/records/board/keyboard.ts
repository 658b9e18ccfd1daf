import { KeyboardCode, type KeyboardCoordinateGetter } from "@dnd-kit/core";

/** Left and right go from column to column. */
export const columnCoordinates: KeyboardCoordinateGetter = (event, { currentCoordinates, context }) => {
  const step = event.code === KeyboardCode.Right ? 1 : event.code === KeyboardCode.Left ? -1 : 0;
  if (step === 0) return undefined;
  event.preventDefault();
  const columns = [...context.droppableRects.entries()].filter(([id]) => String(id).startsWith("column:")).map(([, rect]) => rect);
  const ordered = columns.toSorted((one, other) => one.left - other.left);
  const middle = currentCoordinates.x + (context.collisionRect?.width ?? 0) / 2;
  const here = ordered.findIndex((rect) => middle >= rect.left && middle <= rect.left + rect.width);
  const next = ordered[here + step];
  return next ? { x: next.left + 8, y: next.top + 8 } : undefined;
};
