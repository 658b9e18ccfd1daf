import { HistoryOutlined } from "@ant-design/icons";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { useServerEvent } from "@/api/events/live";
import { useMe, useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { byDay } from "@/records/page/days";
import { DayHeading } from "@/records/page/DayHeading";
import { useFormat } from "@/ui/format/FormatContext";
import { EmptyState } from "@/ui/kit/EmptyState";
import { PageHeader } from "@/ui/kit/PageHeader";
import { ProblemView } from "@/ui/kit/ProblemView";
import { SidePanel } from "@/ui/kit/SidePanel";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { ChangeDetail } from "./ChangeDetail";
import { ChangeRow } from "./ChangeRow";
import styles from "./changes.module.css";
import { changesQuery, type ChangeFilter } from "./changes";
import { sourceKey, sources } from "./words";

type Address = ChangeFilter & { change?: string | undefined };

function useAddress(): [Address, (part: Address) => void] {
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const text = (name: string) => (typeof search[name] === "string" ? search[name] : undefined);
  const address = { by: text("by"), object: text("object"), source: text("source"), change: text("change") };
  const change = (part: Address) => {
    void navigate({ to: ".", search: ((before: object) => ({ ...before, ...part })) as never, replace: true });
  };
  return [address, change];
}

function Filters({ filter, onChange }: { filter: ChangeFilter; onChange: (part: ChangeFilter) => void }) {
  const { t } = useTranslation("changes");
  const meta = useMeta().data;
  const isAdministrator = useMe().data?.is_administrator ?? false;
  const objects = Object.values(meta?.objects ?? {}).map((object) => ({ value: object.name, label: object.plural }));
  return (
    <div className={styles.filters}>
      {isAdministrator && (
        <Select
          allowClear
          value={filter.by}
          placeholder={t("filter.everybody")}
          options={[{ value: "me", label: t("filter.mine") }]}
          onChange={(by: string | undefined) => onChange({ by })}
          aria-label={t("filter.who")}
          popupMatchSelectWidth={false}
        />
      )}
      <Select
        allowClear
        showSearch={{ optionFilterProp: "label" }}
        value={filter.object}
        placeholder={t("filter.allObjects")}
        options={objects}
        onChange={(object: string | undefined) => onChange({ object })}
        aria-label={t("filter.object")}
        popupMatchSelectWidth={false}
      />
      <Select
        allowClear
        value={filter.source}
        placeholder={t("filter.allSources")}
        options={sources.map((source) => ({ value: source, label: t(sourceKey(source) ?? "changes:source.api") }))}
        onChange={(source: string | undefined) => onChange({ source })}
        aria-label={t("filter.source")}
        popupMatchSelectWidth={false}
      />
    </div>
  );
}

/** Every write of the company: who, when, from where, why and what, each with a way back. */
export default function ChangesPage() {
  const { t } = useTranslation("changes");
  const format = useFormat();
  const [{ change: open, ...filter }, change] = useAddress();
  const sets = useInfiniteQuery(changesQuery(filter));
  useServerEvent("change", () => void sets.refetch());
  const list = sets.data?.pages.flatMap((page) => page.changes) ?? [];
  return (
    <div className={styles.page}>
      <PageHeader title={t("title")} facts={t("subtitle")} />
      <div className={styles.body}>
        <div className={styles.list}>
          <Filters filter={filter} onChange={change} />
          {sets.isPending && <ListSkeleton />}
          {sets.error && <ProblemView error={sets.error} onRetry={() => void sets.refetch()} />}
          {sets.isSuccess && list.length === 0 && <EmptyState icon={<HistoryOutlined />} title={t("empty.title")} text={t("empty.text")} />}
          {byDay(list, format.timeZone).map((day) => (
            <section key={day.day}>
              <DayHeading day={day.day} level="h2" />
              <ul className={styles.rows}>
                {day.entries.map((set) => (
                  <ChangeRow key={set.id} set={set} isOpen={open === set.id} onOpen={() => change({ change: open === set.id ? undefined : set.id })} />
                ))}
              </ul>
            </section>
          ))}
          {sets.hasNextPage && (
            <Button type="text" block loading={sets.isFetchingNextPage} onClick={() => void sets.fetchNextPage()}>
              {t("older")}
            </Button>
          )}
        </div>
        {open && (
          <SidePanel label={t("detail")} head={t("detail")} onClose={() => change({ change: undefined })}>
            <ChangeDetail key={open} id={open} />
          </SidePanel>
        )}
      </div>
    </div>
  );
}
