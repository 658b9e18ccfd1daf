import { ArrowDownOutlined, ArrowUpOutlined, CalendarOutlined, GroupOutlined, ProjectOutlined, SearchOutlined, SettingOutlined, SortAscendingOutlined, TableOutlined } from "@ant-design/icons";
import { Dropdown, Input, Popover, Segmented, type InputRef } from "antd";
import { useEffect, useRef, useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { Focused } from "@/ui/kit/Focused";
import { useIsPhone } from "@/ui/kit/viewport";
import { useKeysOf } from "@/ui/shortcuts/ownKeys";
import { useShortcut } from "@/ui/shortcuts/useShortcut";
import { FilterChips } from "../filter/FilterChips";
import { ChangedBar } from "../views/ChangedBar";
import { ColumnsChooser } from "../views/ColumnsChooser";
import { SortChooser } from "../views/SortChooser";
import type { ShownView } from "../views/useView";
import { boardFields, calendarFields, groupFields, sumFields, type ViewKind, type ViewState } from "../views/viewState";
import styles from "./list.module.css";

interface FieldMenuProps {
  object: ObjectMeta;
  label: string;
  fields: readonly string[];
  value: string | null;
  onChange: (field: string | null) => void;
  icon?: React.ReactNode;
  mayBeNone?: boolean;
}

/** A chip that says by which field, and offers others. */
function FieldMenu({ object, label, fields, value, onChange, icon, mayBeNone = true }: FieldMenuProps) {
  const { t } = useTranslation("records");
  const named = fields.map((name) => ({ key: name, label: object.fields[name]?.label ?? name }));
  const items = mayBeNone ? [{ key: "", label: t("group.not") }, ...named] : named;
  const shown = value ? t("toolbar.labelled", { label, field: object.fields[value]?.label ?? value }) : label;
  return (
    <Dropdown menu={{ items, selectedKeys: [value ?? ""], onClick: ({ key }) => onChange(key || null), style: { maxHeight: "60vh", overflowY: "auto" } }} trigger={["click"]}>
      <span>
        <Chip icon={icon} onClick={() => undefined}>
          {shown}
        </Chip>
      </span>
    </Dropdown>
  );
}

function QuickFilter({ view }: { view: ShownView }) {
  const { t } = useTranslation("records");
  const input = useRef<InputRef>(null);
  const [typed, setTyped] = useState<string | null>(null);
  const { q, setSearch } = view;
  const quickKeys = useKeysOf("records:keys.filter", "/");
  useShortcut("/", "records:keys.filter", () => input.current?.focus());
  useEffect(() => {
    if (typed === null || typed === q) return;
    const timer = setTimeout(() => setSearch({ q: typed || undefined }), 200);
    return () => clearTimeout(timer);
  }, [typed, q, setSearch]);
  return (
    <Input
      ref={input}
      className={styles.quick}
      size="small"
      prefix={<SearchOutlined />}
      allowClear
      value={typed ?? q}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={() => setTyped(null)}
      onKeyDown={(event) => {
        if (event.key === "Escape") input.current?.blur();
        if (event.key === "ArrowDown") document.querySelector<HTMLElement>("[data-records-grid]")?.focus();
      }}
      placeholder={t("toolbar.quick")}
      aria-label={t("toolbar.quick")}
      aria-keyshortcuts={quickKeys || undefined}
    />
  );
}

function KindSwitch({ view }: { view: ShownView }) {
  const { t } = useTranslation("records");
  const icons: Record<ViewKind, React.ReactNode> = { table: <TableOutlined />, kanban: <ProjectOutlined />, calendar: <CalendarOutlined /> };
  const options = (Object.keys(icons) as ViewKind[]).map((kind) => ({ value: kind, icon: icons[kind], title: t(`views.kind.${kind}`) }));
  return <Segmented size="small" value={view.state.kind} onChange={(kind) => view.change({ kind: kind as ViewKind })} options={options} aria-label={t("views.kindLabel")} />;
}

function LayoutChips({ object, view }: { object: ObjectMeta; view: ShownView }) {
  const { t } = useTranslation("records");
  const { state, change } = view;
  const set = (part: keyof ViewState) => (field: string | null) => change({ [part]: field });
  if (state.kind === "kanban") {
    return (
      <>
        <FieldMenu object={object} icon={<ProjectOutlined aria-hidden />} label={t("board.by")} fields={boardFields(object)} value={state.by} onChange={set("by")} mayBeNone={false} />
        <FieldMenu object={object} label={t("board.sum")} fields={sumFields(object)} value={state.total} onChange={set("total")} />
      </>
    );
  }
  if (state.kind === "calendar") {
    const dates = calendarFields(object);
    return (
      <>
        <FieldMenu object={object} icon={<CalendarOutlined aria-hidden />} label={t("calendar.by")} fields={dates} value={state.by} onChange={set("by")} mayBeNone={false} />
        <FieldMenu object={object} label={t("calendar.until")} fields={dates.filter((name) => name !== state.by)} value={state.until} onChange={set("until")} />
      </>
    );
  }
  return <FieldMenu object={object} icon={<GroupOutlined aria-hidden />} label={t("group.by")} fields={groupFields(object)} value={state.group} onChange={set("group")} />;
}

function SortWords({ object, sort }: { object: ObjectMeta; sort: readonly string[] }) {
  const { t } = useTranslation("records");
  if (sort.length === 0) return t("sort.title");
  const first = sort[0] ?? "";
  const field = object.fields[first.replace(/^-/, "")]?.label ?? first;
  const more = sort.length > 1 ? t("sort.more", { count: sort.length - 1 }) : "";
  return (
    <>
      {t("toolbar.labelled", { label: t("sort.title"), field: `${field}${more}` })}
      {first.startsWith("-") ? <ArrowDownOutlined /> : <ArrowUpOutlined />}
    </>
  );
}

/** What decides the list: filter, grouping, sorting, columns, and how it is laid out. */
export function Toolbar({ object, view }: { object: ObjectMeta; view: ShownView }) {
  const { t } = useTranslation("records");
  const isPhone = useIsPhone();
  const { state, change } = view;
  return (
    <div className={styles.toolbar}>
      <div className={styles.chips}>
        <FilterChips object={object} filter={state.filter} onChange={(filter) => change({ filter })} />
        <LayoutChips object={object} view={view} />
        {state.kind !== "calendar" && (
          <Popover trigger="click" placement="bottomLeft" arrow={false} destroyOnHidden content={<Focused><SortChooser object={object} sort={state.sort} onChange={(sort) => change({ sort })} /></Focused>}>
            <span>
              <Chip icon={<SortAscendingOutlined aria-hidden />} onClick={() => undefined}>
                <SortWords object={object} sort={state.sort} />
              </Chip>
            </span>
          </Popover>
        )}
        {!isPhone && (
          <Popover trigger="click" placement="bottomLeft" arrow={false} destroyOnHidden content={<Focused><ColumnsChooser object={object} columns={state.columns} onChange={(columns) => change({ columns })} /></Focused>}>
            <span>
              <Chip icon={<SettingOutlined aria-hidden />} onClick={() => undefined}>
                {t(state.kind === "table" ? "columns.title" : "columns.card")}
              </Chip>
            </span>
          </Popover>
        )}
        <ChangedBar object={object} view={view} />
      </div>
      <QuickFilter view={view} />
      <KindSwitch view={view} />
    </div>
  );
}
