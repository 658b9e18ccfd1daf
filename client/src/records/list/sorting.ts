export type Direction = "up" | "down" | "none";

export function directionOf(sort: readonly string[], field: string): Direction {
  if (sort.includes(field)) return "up";
  return sort.includes(`-${field}`) ? "down" : "none";
}

const next: Record<Direction, Direction> = { none: "up", up: "down", down: "none" };

function written(field: string, direction: Direction): string[] {
  if (direction === "none") return [];
  return [direction === "up" ? field : `-${field}`];
}

/** Up, then down, then not at all; alone, or beside what is sorted by already. */
export function toggledSort(sort: readonly string[], field: string, isBeside: boolean): string[] {
  const direction = next[directionOf(sort, field)];
  if (!isBeside) return written(field, direction);
  if (directionOf(sort, field) === "none") return [...sort, ...written(field, direction)];
  return sort.flatMap((each) => (each.replace(/^-/, "") === field ? written(field, direction) : [each]));
}
