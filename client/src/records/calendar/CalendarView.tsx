import { LeftOutlined, RightOutlined } from "@ant-design/icons";
import { DndContext, DragOverlay, KeyboardCode, KeyboardSensor, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors, type DragEndEvent } from "@dnd-kit/core";
import { Button, Segmented } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { airy } from "@/ui/format/dates";
import { useFormat } from "@/ui/format/FormatContext";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ProblemView } from "@/ui/kit/ProblemView";
import { useIsPhone } from "@/ui/kit/viewport";
import { ConflictDialog } from "../list/ConflictDialog";
import { Preview } from "../list/Preview";
import { useOpenPage } from "../list/useTable";
import { titleOf } from "../form/values";
import type { ShownView } from "../views/useView";
import { Agenda } from "./Agenda";
import styles from "./calendar.module.css";
import { Day } from "./Day";
import { nextMonth, plusDays } from "./days";
import { dayCoordinates } from "./keyboard";
import { useCalendar, type Calendar } from "./useCalendar";

function Steps({ calendar, view }: { calendar: Calendar; view: ShownView }) {
  const { t } = useTranslation("records");
  const format = useFormat();
  const isPhone = useIsPhone();
  const { on, span, days } = calendar;
  const step = (by: number) => view.setSearch({ on: span === "month" ? nextMonth(on, by) : plusDays(on, 7 * by) });
  const title = new Intl.DateTimeFormat(format.language, { year: "numeric", month: "long", timeZone: "UTC" });
  const shown = new Date(`${span === "month" ? on : (days[3] ?? on)}T00:00:00Z`);
  return (
    <div className={styles.steps}>
      <Button size="small" onClick={() => view.setSearch({ on: undefined })}>{t("calendar.today")}</Button>
      <Button size="small" type="text" icon={<LeftOutlined />} aria-label={t("calendar.before")} onClick={() => step(-1)} />
      <Button size="small" type="text" icon={<RightOutlined />} aria-label={t("calendar.after")} onClick={() => step(1)} />
      <h2 aria-live="polite">{airy(title.format(shown))}</h2>
      {calendar.isCut && <span className={styles.cut}>{t("calendar.cut")}</span>}
      {!isPhone && (
        <Segmented
          size="small"
          className={styles.spans}
          value={span}
          onChange={(next) => view.setSearch({ span: next === "week" ? "week" : undefined })}
          options={[{ value: "month", label: t("calendar.month") }, { value: "week", label: t("calendar.week") }]}
        />
      )}
    </div>
  );
}

function Weekdays({ days }: { days: readonly string[] }) {
  const format = useFormat();
  const name = new Intl.DateTimeFormat(format.language, { weekday: "short", timeZone: "UTC" });
  return (
    <div className={styles.weekdays} aria-hidden="true">
      {days.slice(0, 7).map((day) => (
        <span key={day}>{name.format(new Date(`${day}T00:00:00Z`))}</span>
      ))}
    </div>
  );
}

function DayGrid({ object, view, calendar }: { object: ObjectMeta; view: ShownView; calendar: Calendar }) {
  const { t } = useTranslation("records");
  const [heldId, setHeld] = useState<string | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 6 } }),
    useSensor(KeyboardSensor, { coordinateGetter: dayCoordinates, keyboardCodes: { start: [KeyboardCode.Space], cancel: [KeyboardCode.Esc], end: [KeyboardCode.Space, KeyboardCode.Enter] } }),
  );
  const held = calendar.records.find((record) => record.id === heldId);
  const drop = ({ active, over }: DragEndEvent) => {
    setHeld(null);
    const record = calendar.records.find((each) => each.id === active.id);
    if (record && over) calendar.move(record, String(over.id));
  };
  return (
    <DndContext sensors={sensors} collisionDetection={pointerWithin} accessibility={{ screenReaderInstructions: { draggable: t("calendar.instructions") } }} onDragStart={({ active }) => setHeld(String(active.id))} onDragCancel={() => setHeld(null)} onDragEnd={drop}>
      <Weekdays days={calendar.days} />
      <div className={styles.days} data-span={calendar.span}>
        {calendar.days.map((day) => (
          <Day
            key={day}
            object={object}
            day={day}
            by={calendar.by}
            isOutside={calendar.span === "month" && day.slice(0, 7) !== calendar.on.slice(0, 7)}
            entries={calendar.entries.get(day) ?? []}
            most={calendar.span === "month" ? 3 : 100}
            canMove={calendar.canMove}
            onPreview={(id) => view.setSearch({ open: id })}
            onWhole={() => view.setSearch({ on: day, span: "week" })}
          />
        ))}
      </div>
      <DragOverlay dropAnimation={null}>{held && <div className={styles.held}>{titleOf(object, held)}</div>}</DragOverlay>
    </DndContext>
  );
}

/** Records on the days of a month or week; on a phone a list of days. */
export default function CalendarView({ object, view }: { object: ObjectMeta; view: ShownView }) {
  const { t } = useTranslation("records");
  const calendar = useCalendar(object, view);
  const isPhone = useIsPhone();
  const openPage = useOpenPage(object, view, calendar.records, null);
  if (calendar.error) return <ProblemView error={calendar.error} />;
  if (!calendar.by) return <EmptyState icon={<ObjectIcon name={object.icon} />} title={t("calendar.noField")} text={t("calendar.noFieldText")} />;
  return (
    <div className={styles.beside}>
      <div className={styles.calendar} aria-busy={calendar.isPending}>
        <Steps calendar={calendar} view={view} />
        {isPhone ? <Agenda object={object} calendar={calendar} onOpen={openPage} /> : <DayGrid object={object} view={view} calendar={calendar} />}
      </div>
      {view.open && !isPhone && <Preview object={object} id={view.open} onClose={() => view.setSearch({ open: undefined })} onOpenPage={() => openPage(view.open ?? "")} />}
      <ConflictDialog object={object} edit={calendar.edit} />
    </div>
  );
}
