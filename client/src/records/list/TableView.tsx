import { useCallback, useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { ProblemView } from "@/ui/kit/ProblemView";
import { useIsPhone } from "@/ui/kit/viewport";
import { useShortcut } from "@/ui/shortcuts/useShortcut";
import type { ShownView } from "../views/useView";
import { BulkBar } from "./BulkBar";
import { CardsList } from "./CardsList";
import { ConflictDialog } from "./ConflictDialog";
import { EmptyList } from "./EmptyList";
import { Footer } from "./Footer";
import { Grid } from "./Grid";
import { GridContext } from "./GridContext";
import styles from "./grid.module.css";
import type { Items } from "./items";
import type { Total } from "./GridTotals";
import { Preview } from "./Preview";
import type { Bulk } from "./useBulk";
import type { Selection } from "./useSelection";
import { useTable } from "./useTable";

interface TableViewProps {
  object: ObjectMeta;
  view: ShownView;
  items: Items;
  totals: ReadonlyMap<string, Total>;
  selection: Selection;
  bulk: Bulk;
}

function selectedState(selection: Selection, loaded: number): "none" | "some" | "all" {
  if (selection.isAll || (loaded > 0 && selection.ids.size >= loaded)) return "all";
  return selection.ids.size > 0 ? "some" : "none";
}

function focusGrid(): void {
  document.querySelector<HTMLElement>("[data-records-grid]")?.focus();
}

type Table = ReturnType<typeof useTable>;

/** The table's keys while the focus is elsewhere on the page. */
function useTableKeys(table: Table): void {
  const move = (step: number) => () => {
    focusGrid();
    table.moveTo(Math.max(0, table.cursor.row + step), table.cursor.column);
  };
  useShortcut("down", "records:keys.down", move(1));
  useShortcut("up", "records:keys.up", move(-1));
  useShortcut("e", "records:keys.edit", table.editHere);
  useShortcut("x", "records:keys.select", table.selectHere);
}

/** The list as a table, or on a phone as cards; beside it the chosen record. */
export function TableView({ object, view, items, totals, selection, bulk }: TableViewProps) {
  const { t } = useTranslation("records");
  const isPhone = useIsPhone();
  const columns = view.state.columns.flatMap((name) => object.fields[name] ?? []);
  const table = useTable({ object, view, items, columns, selection });
  const [sight, setSight] = useState({ first: 0, last: 0 });
  const onSight = useCallback((first: number, last: number) => setSight({ first, last }), []);
  useTableKeys(table);
  const loaded = items.records.length;
  const selected = selectedState(selection, loaded);
  const selectAll = () => (selected === "all" ? selection.clear() : selection.set(items.records.map((record) => record.id)));
  if (items.error) return <ProblemView error={items.error} onRetry={items.retry} />;
  if (items.isPending) return <ListSkeleton rows={14} />;
  if (items.items.length === 0) return <EmptyList object={object} view={view} />;
  if (isPhone) return <CardsList object={object} columns={columns} items={items} onOpen={table.openPage} />;
  const { open } = view;
  return (
    <>
      <div className={styles.beside}>
        <div className={styles.place}>
          <GridContext value={table.actions}>
            <Grid
              label={t("list.label", { objects: object.plural })}
              items={items.items}
              total={items.total}
              isOld={items.isOld}
              cursor={table.cursor}
              editing={table.editing}
              selectedIds={selection.ids}
              isAllSelected={selection.isAll}
              selected={selected}
              shownId={open}
              sort={view.state.sort}
              totals={totals}
              onSort={(sort) => view.change({ sort })}
              onSelectAll={selectAll}
              onKey={table.onKey}
              onNearEnd={items.loadMore}
              onSight={onSight}
            />
          </GridContext>
          <BulkBar object={object} selection={selection} bulk={bulk} total={items.total} loaded={loaded} />
        </div>
        {open && <Preview object={object} id={open} onClose={() => view.setSearch({ open: undefined })} onOpenPage={() => table.openPage(open)} />}
      </div>
      <Footer first={Math.min(sight.first + 1, loaded)} last={Math.min(sight.last, loaded)} total={items.total} isExact={items.isExact} />
      <ConflictDialog object={object} edit={table.edit} />
    </>
  );
}
