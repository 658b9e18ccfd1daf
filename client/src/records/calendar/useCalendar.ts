import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Filter, ObjectMeta, RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { may } from "@/api/session";
import { isWritable } from "@/fields/registry";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { useIsPhone } from "@/ui/kit/viewport";
import { both } from "../filter/tree";
import { titleOf } from "../form/values";
import { askedFields, pageParameters } from "../list/useRecords";
import { tellRefused, useRecordEdit } from "../list/useRecordEdit";
import type { ShownView } from "../views/useView";
import type { Search } from "../views/viewState";
import { dayOf, daysFrom, entriesOn, movedValue, plusDays, shownDays, weekStart } from "./days";

export const mostEntries = 500;

export type CalendarSpan = "month" | "week";

function rangeFilter(by: string, until: string | null, days: readonly string[]): Filter {
  const first = days[0] ?? "";
  const end = plusDays(days.at(-1) ?? "", 1);
  const starts: Filter = { and: [{ field: by, op: "ge", value: first }, { field: by, op: "lt", value: end }] };
  if (!until) return starts;
  return { or: [starts, { and: [{ field: by, op: "lt", value: end }, { field: until, op: "ge", value: first }] }] };
}

const isDay = (value: unknown): value is string => typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value);

/** Which days are shown, as the address says. */
function useShownDays(search: Search) {
  const format = useFormat();
  const isPhone = useIsPhone();
  const on = isDay(search.on) ? search.on : format.today();
  const span: CalendarSpan = search.span === "week" && !isPhone ? "week" : "month";
  return { on, span, days: shownDays(on, span, weekStart(format.language)) };
}

/** The records of a month or week by one of their dates, and moving one to another day. */
export function useCalendar(object: ObjectMeta, view: ShownView) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const { state, q, search } = view;
  const by = state.by ? object.fields[state.by] : undefined;
  const until = state.until ? object.fields[state.until] : undefined;
  const { on, span, days } = useShownDays(search);
  const fields = askedFields(object, state);
  const question = { filter: both(state.filter, rangeFilter(by?.name ?? "", until?.name ?? null, days)), sort: by ? [by.name] : [], q };
  const answer = useQuery({
    queryKey: keys.list(object.name, { fields, ...question, limit: mostEntries }),
    queryFn: ({ signal }) => api.get<RecordPage>(`/records/${object.name}`, { ...pageParameters(object, fields, question), limit: mostEntries, count: "none" }, signal),
    enabled: by !== undefined,
    placeholderData: keepPreviousData,
  });
  const records = answer.data?.records ?? [];
  const edit = useRecordEdit(object, tellRefused(object));
  const canMove = by !== undefined && isWritable(by) && may(object, "edit");
  const move = (record: WireRecord, day: string) => {
    const from = by && dayOf(by, record[by.name], format.timeZone);
    if (!by || !from || from === day) return;
    const value = movedValue(record[by.name], daysFrom(from, day));
    void edit.save({ record, field: by, value }, t("calendar.moved", { title: titleOf(object, record), day: format.date(day) }));
  };
  const entries = by ? entriesOn(records, days, { by, until, timeZone: format.timeZone }) : new Map<string, never[]>();
  return { by, on, span, days, entries, records, isCut: answer.data?.next_cursor != null, isPending: answer.isPending, error: answer.error, edit, canMove, move };
}

export type Calendar = ReturnType<typeof useCalendar>;
