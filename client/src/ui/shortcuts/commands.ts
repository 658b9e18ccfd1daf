export const shortcutPlaces = ["everywhere", "records", "list", "board", "calendar", "page", "form"] as const;

/** Where a command acts; "records" is lists, boards and calendars alike. */
export type ShortcutPlace = (typeof shortcutPlaces)[number];

export interface Command {
  /** What it does: a translation key with its namespace, by which its own keys are kept too. */
  label: string;
  place: ShortcutPlace;
  /** The usual keys: strokes in order, divided by spaces. */
  keys: string;
  /** Other programs and screen readers teach these keys, so nobody changes them. */
  isFixed?: true;
}

/** Every command of the product that has keys. */
export const commands: readonly Command[] = [
  { label: "app:keys.palette", place: "everywhere", keys: "mod+k" },
  { label: "ui:keys.help", place: "everywhere", keys: "?" },
  { label: "app:keys.home", place: "everywhere", keys: "g h" },
  { label: "app:keys.menu", place: "everywhere", keys: "[" },
  { label: "ui:toast.undo", place: "everywhere", keys: "mod+z" },
  { label: "ui:toast.redo", place: "everywhere", keys: "mod+shift+z" },
  { label: "ui:keys.close", place: "everywhere", keys: "escape", isFixed: true },
  { label: "records:keys.new", place: "records", keys: "n" },
  { label: "records:keys.filter", place: "records", keys: "/" },
  { label: "records:keys.edit", place: "list", keys: "e" },
  { label: "records:keys.select", place: "list", keys: "x" },
  { label: "records:keys.down", place: "list", keys: "down", isFixed: true },
  { label: "records:keys.up", place: "list", keys: "up", isFixed: true },
  { label: "app:keys.preview", place: "list", keys: "space", isFixed: true },
  { label: "app:keys.open", place: "list", keys: "enter", isFixed: true },
  { label: "app:keys.takeCard", place: "board", keys: "space", isFixed: true },
  { label: "app:keys.nextColumn", place: "board", keys: "right", isFixed: true },
  { label: "app:keys.takeEntry", place: "calendar", keys: "space", isFixed: true },
  { label: "app:keys.nextDay", place: "calendar", keys: "right", isFixed: true },
  { label: "page:keys.previous", place: "page", keys: "k" },
  { label: "page:keys.next", place: "page", keys: "j" },
  { label: "page:keys.edit", place: "page", keys: "e" },
  { label: "app:keys.save", place: "form", keys: "mod+enter", isFixed: true },
];
