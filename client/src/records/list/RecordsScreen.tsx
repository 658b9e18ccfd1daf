import { useParams } from "@tanstack/react-router";
import { lazy, Suspense } from "react";
import type { ObjectMeta } from "@/api/meta";
import { Problem } from "@/api/problem";
import { useMeta } from "@/api/session";
import { ProblemView } from "@/ui/kit/ProblemView";
import { CardsSkeleton, ListSkeleton } from "@/ui/kit/Skeletons";
import { useView } from "../views/useView";
import { Header } from "./Header";
import { useFlatItems, useGroupedItems } from "./items";
import styles from "./list.module.css";
import { TableView } from "./TableView";
import { Toolbar } from "./Toolbar";
import { useBulk } from "./useBulk";
import { useCount, useTotals } from "./useRecords";
import { useSelection } from "./useSelection";

const RecordFormPanel = lazy(() => import("../form/RecordFormPanel").then((module) => ({ default: module.RecordFormPanel })));
const BoardView = lazy(() => import("../board/BoardView"));
const CalendarView = lazy(() => import("../calendar/CalendarView"));

function Waiting() {
  return (
    <div className={styles.waiting}>
      <CardsSkeleton cards={6} />
    </div>
  );
}

function Records({ object }: { object: ObjectMeta }) {
  const view = useView(object);
  const selection = useSelection();
  const { kind, group, filter } = view.state;
  const isTable = kind === "table";
  const isGrouped = isTable && group !== null;
  const flat = useFlatItems(object, view, isTable && !isGrouped);
  const grouped = useGroupedItems(object, view, isGrouped);
  const items = isGrouped ? grouped : flat;
  const totals = useTotals(object, view.state, view.q);
  const bulk = useBulk(object, view, selection);
  const count = useCount(object.name, filter, view.q, !isTable);
  return (
    <div className={styles.screen}>
      <Header object={object} view={view} total={isTable ? items.total : (count.data?.total ?? null)} isExact={isTable ? items.isExact : (count.data?.total_is_exact ?? true)} totals={totals} bulk={bulk} />
      <Toolbar object={object} view={view} />
      {isTable && <TableView key={view.tab.name} object={object} view={view} items={items} totals={totals} selection={selection} bulk={bulk} />}
      <Suspense fallback={<Waiting />}>
        {kind === "kanban" && <BoardView object={object} view={view} />}
        {kind === "calendar" && <CalendarView object={object} view={view} />}
      </Suspense>
      <Suspense>{view.isCreating && <RecordFormPanel object={object.name} onClose={() => view.setSearch({ create: undefined })} />}</Suspense>
    </div>
  );
}

/** The list of any object, in whichever view the address describes. */
export function RecordsScreen() {
  const { object: name = "" } = useParams({ strict: false }) as { object?: string };
  const { data: meta, error, refetch } = useMeta();
  if (error) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!meta) return <ListSkeleton rows={14} />;
  const object = meta.objects[name];
  return object ? <Records key={name} object={object} /> : <ProblemView error={new Problem(404, "not_found", "", "")} />;
}

export default RecordsScreen;
