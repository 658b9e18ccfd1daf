export const cardKinds = ["figures", "tasks", "pipeline", "recent", "favourites", "changes", "view"] as const;
export const cardWidths = ["whole", "wide", "narrow"] as const;

export type CardKind = (typeof cardKinds)[number];
export type CardWidth = (typeof cardWidths)[number];

/** A card of the home page; one of a view says which. */
export interface HomeCard {
  kind: CardKind;
  width: CardWidth;
  object?: string;
  /** As it stands in the address; nothing for the list itself. */
  view?: string;
}

export interface HomeLayout {
  cards: readonly HomeCard[];
  /** Where the day begins, if not here. */
  start: { to: string; title: string } | null;
}

export const usualCards: readonly HomeCard[] = [
  { kind: "figures", width: "whole" },
  { kind: "tasks", width: "wide" },
  { kind: "pipeline", width: "narrow" },
  { kind: "recent", width: "narrow" },
];

const mostCards = 24;

/** What a card is told apart by. */
export function cardId(card: HomeCard): string {
  return card.kind === "view" ? `view ${card.object} ${card.view ?? ""}` : card.kind;
}

function membersOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : {};
}

function cardFrom(value: unknown): HomeCard[] {
  const given = membersOf(value);
  const kind = cardKinds.find((each) => each === given.kind);
  const width = cardWidths.find((each) => each === given.width) ?? "narrow";
  if (!kind) return [];
  if (kind !== "view") return [{ kind, width }];
  const { object, view } = given;
  return typeof object === "string" && object !== "" ? [{ kind, width, object, ...(typeof view === "string" && view !== "" ? { view } : {}) }] : [];
}

function startFrom(value: unknown): HomeLayout["start"] {
  const { to, title } = membersOf(value);
  return typeof to === "string" && /^\/(?![/\\]).+/.test(to) && typeof title === "string" && title !== "" ? { to, title } : null;
}

/** Keeps what is sound of a received layout; where nobody chose cards, the usual ones stand. */
export function readLayout(value: unknown): HomeLayout {
  const { cards, start } = membersOf(value);
  const sound = Array.isArray(cards) ? (cards as unknown[]).flatMap(cardFrom) : usualCards;
  const unlike = [...new Map(sound.map((card) => [cardId(card), card])).values()];
  return { cards: unlike.slice(0, mostCards), start: startFrom(start) };
}

export function isUsual({ cards, start }: HomeLayout): boolean {
  return start === null && JSON.stringify(cards) === JSON.stringify(usualCards);
}

/** Cards that stand side by side between two that take the whole width: wide ones in one column, narrow ones in the other. */
export interface Band {
  whole?: HomeCard;
  wide: HomeCard[];
  narrow: HomeCard[];
}

export function bandsOf(cards: readonly HomeCard[]): Band[] {
  const bands: Band[] = [];
  for (const card of cards) {
    const last = bands.at(-1);
    if (card.width === "whole") bands.push({ whole: card, wide: [], narrow: [] });
    else if (last && !last.whole) last[card.width].push(card);
    else bands.push({ wide: [], narrow: [], [card.width]: [card] });
  }
  return bands;
}
