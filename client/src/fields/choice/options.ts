import type { ReactNode } from "react";
import type { Choice, FieldMeta } from "@/api/meta";

/** One line of a list to choose from, or a heading with the lines under it. */
export interface ChoiceOption {
  value?: string | number | null;
  label?: ReactNode;
  sounds?: string;
  options?: ChoiceOption[];
}

function optionOf({ key, label, sounds }: Choice): ChoiceOption {
  return { value: key, label, sounds: sounds ?? "" };
}

/** The choices of a field, tags under their headings, and behind them what else is offered. */
export function optionsOf(field: FieldMeta, more: readonly Choice[], others: string): ChoiceOption[] {
  const choices = field.choices ?? [];
  const groups = field.tag_groups ?? [];
  const named = new Set(groups.map((group) => group.key));
  const headed = groups.map(({ key, label }) => ({ label, options: choices.filter((choice) => choice.group === key).map(optionOf) }));
  const bare = choices.filter((choice) => !choice.group || !named.has(choice.group)).map(optionOf);
  const rest = more.map(optionOf);
  const isHeaded = headed.length > 0 || bare.length > 0;
  return [...headed.filter((group) => group.options.length > 0), ...bare, ...(isHeaded && rest.length > 0 ? [{ label: others, options: rest }] : rest)];
}

/** A choice is found by any part of its label, by its pinyin and by its initials. */
export function isFound(typed: string, option: ChoiceOption | undefined): boolean {
  if (!option || option.options) return false;
  const wanted = typed.trim().toLowerCase();
  const label = (typeof option.label === "string" ? option.label : String(option.value ?? "")).toLowerCase();
  return label.includes(wanted) || (option.sounds ?? "").split(" ").some((sound) => sound.startsWith(wanted.replaceAll(" ", "")) && sound !== "");
}

/** What is known stands before the new word that was typed, so that Enter does not make a second one. */
export function byKnown(known: readonly Choice[]) {
  const keys = new Set(known.map((choice) => choice.key));
  const isNew = (option: ChoiceOption) => !option.options && !keys.has(String(option.value));
  return (one: ChoiceOption, other: ChoiceOption) => Number(isNew(one)) - Number(isNew(other));
}
