import { LockOutlined } from "@ant-design/icons";
import { DndContext, DragOverlay, KeyboardCode, KeyboardSensor, MouseSensor, pointerWithin, rectIntersection, TouchSensor, useSensor, useSensors, type Announcements, type CollisionDetection, type DragEndEvent } from "@dnd-kit/core";
import { lazy, Suspense, useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ProblemView } from "@/ui/kit/ProblemView";
import { CardsSkeleton } from "@/ui/kit/Skeletons";
import { ConflictDialog } from "../list/ConflictDialog";
import { Preview } from "../list/Preview";
import { useOpenPage } from "../list/useTable";
import { titleOf } from "../form/values";
import type { RefusedEdit } from "../list/useRecordEdit";
import type { ShownView } from "../views/useView";
import { CardFace } from "./Card";
import { Column, columnId } from "./Column";
import { columnCoordinates } from "./keyboard";
import { useBoard } from "./useBoard";
import styles from "./board.module.css";

const RecordFormPanel = lazy(() => import("../form/RecordFormPanel").then((module) => ({ default: module.RecordFormPanel })));

const underPointer: CollisionDetection = (args) => {
  const found = pointerWithin(args);
  return found.length ? found : rectIntersection(args);
};

function useBoardSensors() {
  return useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 5 } }),
    // A finger that rests takes the card; one that moves at once scrolls.
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 6 } }),
    useSensor(KeyboardSensor, {
      coordinateGetter: columnCoordinates,
      keyboardCodes: { start: [KeyboardCode.Space], cancel: [KeyboardCode.Esc], end: [KeyboardCode.Space, KeyboardCode.Enter] },
    }),
  );
}

/** Records as cards in columns, one for each value of a field. */
export default function BoardView({ object, view }: { object: ObjectMeta; view: ShownView }) {
  const { t } = useTranslation("records");
  const [wanted, completeMove] = useState<RefusedEdit | null>(null);
  const board = useBoard(object, view, completeMove);
  const [heldId, setHeld] = useState<string | null>(null);
  const sensors = useBoardSensors();
  const records = board.pages.flatMap((page) => page.records);
  const openPage = useOpenPage(object, view, records, null);
  const fields = view.state.columns.flatMap((name) => (name === view.state.by ? [] : (object.fields[name] ?? [])));
  const total = view.state.total ? object.fields[view.state.total] : undefined;
  const pageOf = (id: string) => board.pages.find((page) => page.records.some((record) => record.id === id));
  const held = records.find((record) => record.id === heldId);
  const from = heldId ? pageOf(heldId) : undefined;
  const nameOf = (id: unknown) => titleOf(object, records.find((record) => record.id === id));
  const announcements: Announcements = {
    onDragStart: ({ active }) => t("board.taken", { title: nameOf(active.id) }),
    onDragOver: ({ active, over }) => (over ? t("board.over", { title: nameOf(active.id), column: over.data.current?.title }) : undefined),
    onDragEnd: ({ active, over }) => (over ? t("board.moved", { title: nameOf(active.id), column: over.data.current?.title }) : undefined),
    onDragCancel: ({ active }) => t("board.putBack", { title: nameOf(active.id) }),
  };
  const drop = ({ active, over }: DragEndEvent) => {
    setHeld(null);
    const source = pageOf(String(active.id));
    const record = source?.records.find((each) => each.id === active.id);
    const target = board.pages.find((page) => columnId(page.section.key) === over?.id);
    if (source && record && target) board.move(record, source.section, target.section);
  };
  if (board.error) return <ProblemView error={board.error} />;
  if (!board.field) return <EmptyState icon={<ObjectIcon name={object.icon} />} title={t("board.noField")} text={t("board.noFieldText")} />;
  if (board.isPending) {
    return (
      <div className={styles.waiting}>
        <CardsSkeleton cards={6} />
      </div>
    );
  }
  return (
    <>
      {board.fixed && (
        <p className={styles.fixed} role="note">
          <LockOutlined /> {board.fixed}
        </p>
      )}
      <div className={styles.beside}>
        <DndContext
          sensors={sensors}
          collisionDetection={underPointer}
          accessibility={{ announcements, screenReaderInstructions: { draggable: t("board.instructions") } }}
          onDragStart={({ active }) => setHeld(String(active.id))}
          onDragCancel={() => setHeld(null)}
          onDragEnd={drop}
        >
          {/* Columns that hold nothing are still to be reached with the keyboard. */}
          {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
          <div className={styles.board} data-many={board.pages.length > 5 || undefined} role="group" aria-label={object.plural} tabIndex={0}>
            {board.pages.map((page) => (
              <Column
                key={columnId(page.section.key)}
                object={object}
                page={page}
                fields={fields}
                total={total}
                canMove={board.canMove}
                isAwaiting={held !== undefined && from !== page}
                shownId={view.open}
                onPreview={(id) => view.setSearch({ open: id })}
                onMore={() => board.showMore(page.section)}
              />
            ))}
          </div>
          <DragOverlay dropAnimation={null}>{held && <div className={styles.held}><CardFace object={object} record={held} fields={fields} isFinal={from?.section.isFinal ?? false} /></div>}</DragOverlay>
        </DndContext>
        {view.open && <Preview object={object} id={view.open} onClose={() => view.setSearch({ open: undefined })} onOpenPage={() => openPage(view.open ?? "")} />}
        <ConflictDialog object={object} edit={board.edit} />
        <Suspense>{wanted && <RecordFormPanel object={object.name} id={wanted.record.id} given={{ [wanted.field.name]: wanted.value }} onClose={() => completeMove(null)} />}</Suspense>
      </div>
    </>
  );
}
