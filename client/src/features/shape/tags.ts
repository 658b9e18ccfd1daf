import { currentLanguage } from "@/i18n";
import { colours, moved, type ChoiceFacts, type FieldFacts } from "./shape";

/** A new known tag under a heading, perhaps of a word that records have already. */
export function tagOf(place: number, group: string | null, word = ""): ChoiceFacts {
  return { key: word, labels: word ? { [currentLanguage()]: word } : {}, colour: colours[(place + 1) % colours.length] ?? "grey", is_final: false, group, aliases: [] };
}

/** How a tag is called in the language of the reader. */
export function nameOf(tag: ChoiceFacts): string {
  return tag.labels[currentLanguage()] || tag.key || Object.values(tag.labels).find(Boolean) || "";
}

/** The tags under a heading, each with its place among all; those of no heading, or of one that is gone, are under none. */
export function tagsUnder({ choices, tag_groups: groups }: FieldFacts, group: string | null): { tag: ChoiceFacts; place: number }[] {
  const known = new Set(groups.map(({ key }) => key));
  return choices.map((tag, place) => ({ tag, place })).filter(({ tag }) => (tag.group && known.has(tag.group) ? tag.group : null) === group);
}

/** One tag goes into another: all its words mean that one from now on. */
export function merged(choices: readonly ChoiceFacts[], from: number, into: number): ChoiceFacts[] {
  const gone = choices[from];
  if (!gone || from === into) return [...choices];
  const words = [gone.key, ...Object.values(gone.labels), ...(gone.aliases ?? [])].filter(Boolean);
  const taught = choices.map((tag, place) => (place === into ? { ...tag, aliases: [...new Set([...(tag.aliases ?? []), ...words])] } : tag));
  return taught.filter((_, place) => place !== from);
}

/** A tag changes places with the one that stands before or behind it under its heading. */
export function swapped(choices: readonly ChoiceFacts[], one: number, other: number): ChoiceFacts[] {
  const [first, last] = one < other ? [one, other] : [other, one];
  return moved(moved(choices, last, first), first + 1, last);
}
