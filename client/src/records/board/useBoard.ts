import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import type { FieldMeta, ObjectMeta, WireRecord } from "@/api/meta";
import { asMoney, asNumber } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { titleOf } from "../form/values";
import { renewLists } from "../list/cached";
import { whyFixed } from "../list/fixed";
import { useSectionRecords, useSections, type Section } from "../list/sections";
import { tellRefused, useRecordEdit, type RefusedEdit } from "../list/useRecordEdit";
import type { ShownView } from "../views/useView";
import { withMoves, type Move, type Moves } from "./moves";

const firstCards = 30;
const moreCards = 100;

/** The value that a card takes in a column. */
function valueOf(field: FieldMeta, section: Section): unknown {
  if (section.key === null) return null;
  if (field.kind === "boolean") return section.key === "true";
  if (field.kind === "rating") return Number(section.key);
  return field.kind === "reference" ? { id: section.key, title: section.title } : section.key;
}

/** The columns of a board with their cards, and moving a card from one to another. */
export function useBoard(object: ObjectMeta, view: ShownView, openForm: (edit: RefusedEdit) => void) {
  const { t } = useTranslation("records");
  const client = useQueryClient();
  const { currency } = useFormat();
  const { state } = view;
  const [limits, setLimits] = useState<ReadonlyMap<string | null, number>>(new Map());
  const [moves, setMoves] = useState<Moves>(new Map());
  const { field, sections, measures, isPending, error } = useSections(object, state, state.by, [state.total]);
  const isOffered = (section: Section) => field?.kind === "picklist" || field?.kind === "boolean" || section.count > 0;
  const shown = sections.filter((section) => isOffered(section) && (section.key !== null || section.count > 0));
  const pages = useSectionRecords(object, state, shown, view.q, (section) => limits.get(section.key) ?? firstCards);
  const edit = useRecordEdit(object, tellRefused(object, openForm));
  const amountOf = (record: WireRecord, place: number) => {
    const value = record[measures[place]?.field ?? ""];
    const money = asMoney(value, currency);
    // Sums are in the company's currency; what another currency adds is known when the server answers.
    return money?.currency === currency ? Number(money.amount) : (asNumber(value) ?? 0);
  };
  const write = async (move: Move, to: Section) => {
    if (!field) return;
    setMoves((before) => new Map(before).set(move.record.id, move));
    const text = t("board.moved", { title: titleOf(object, move.record), column: to.title });
    await edit.save({ record: move.record, field, value: valueOf(field, to) }, text);
    await renewLists(client, object.name);
    setMoves((before) => new Map([...before].filter(([id]) => id !== move.record.id)));
  };
  const move = (record: WireRecord, from: Section, to: Section) => {
    if (from.key !== to.key) void write({ record, from: from.key, to: to.key }, to);
  };
  const showMore = (section: Section) => setLimits(new Map(limits).set(section.key, (limits.get(section.key) ?? firstCards) + moreCards));
  const fixed = whyFixed(object, field);
  const canMove = field !== undefined && fixed === null;
  return { field, fixed, pages: withMoves(pages, moves, amountOf), measures, isPending, error, canMove, move, showMore, edit };
}

export type Board = ReturnType<typeof useBoard>;
