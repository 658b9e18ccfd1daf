import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { api } from "@/api/client";
import type { Choice, FieldMeta } from "@/api/meta";
import { keys } from "@/api/queries";
import { listOperators } from "../filter/periods";
import type { FieldUi, FilterInputProps, InputProps } from "../types";
import { asTexts } from "../values";
import { Chooser, multiPicklist } from "./choice";

interface UsedTag {
  word: string;
  count: number;
  sounds: string;
}

/** The free words that records have already, the most used first. */
export function useUsedTags(field: FieldMeta, isWanted: boolean): (Choice & { count: number })[] {
  const object = field.object ?? "";
  const used = useQuery({
    queryKey: [...keys.object(object), "tags", field.name],
    queryFn: ({ signal }) => api.get<{ tags: UsedTag[] }>(`/tags/${object}/${field.name}`, undefined, signal),
    enabled: isWanted && object !== "",
  });
  const known = new Set(field.choices?.map((choice) => choice.key));
  return (used.data?.tags ?? [])
    .filter(({ word }) => !known.has(word))
    .map(({ word, count, sounds }) => ({ key: word, label: word, colour: null, sounds, count }));
}

/** Known tags under their headings and the words in use; a new word is taken as well where the field allows it. */
function TagsChooser({ takesNew, ...props }: InputProps & { takesNew: boolean }) {
  const [isOpened, setOpened] = useState(props.startsOpen ?? false);
  const used = useUsedTags(props.field, isOpened && takesNew);
  return <Chooser {...props} isMultiple isFree={takesNew} more={used} onOpen={() => setOpened(true)} />;
}

function TagsInput(props: InputProps) {
  return <TagsChooser {...props} takesNew={!props.field.only_known} />;
}

function TagsFilter({ value, field, operator, onChange }: FilterInputProps) {
  const isList = listOperators.has(operator);
  const change = (next: unknown) => onChange(isList ? next : (asTexts(next).at(-1) ?? null));
  return <TagsChooser value={isList ? value : asTexts(value).slice(-1)} field={{ ...field, required: true }} onChange={change} takesNew />;
}

export const tags: FieldUi = { ...multiPicklist, Input: TagsInput, FilterInput: TagsFilter };
