import { DeleteOutlined, UndoOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Checkbox, Input } from "antd";
import { useDeferredValue, useState } from "react";
import { api } from "@/api/client";
import type { ObjectMeta, RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { useTranslation } from "@/i18n";
import { titleOf } from "@/records/form/values";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { PageHeader } from "@/ui/kit/PageHeader";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { When } from "@/ui/kit/When";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { PurgeButtons } from "./PurgeButtons";
import styles from "./recycleBin.module.css";
import { dueOn, isDue, retentionQuery } from "./retention";
import { usePurge } from "./usePurge";

function useDeleted(object: ObjectMeta, q: string) {
  const names = [...new Set([object.title, ...object.key_facts.slice(0, 3)])];
  const expand = [...names, "updated_by"].filter((name) => object.fields[name]?.kind === "reference");
  return useInfiniteQuery({
    queryKey: keys.list(object.name, { deleted: true, q }),
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(
        `/records/${object.name}`,
        {
          deleted: true, q: q || undefined, limit: 50, cursor: pageParam, count: "none", sort: "-updated_at",
          fields: [...names, "updated_at", "updated_by"].join(","), expand: expand.join(",") || undefined,
        },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

function useRestore(object: ObjectMeta, onDone: () => void) {
  const { t } = useTranslation("recycle_bin");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (ids: readonly string[]) => api.post<{ changed: number; change_set: string }>(`/records/${object.name}/restore`, { ids }),
    onSuccess: (answer) => {
      showWritten(t("restored", { count: answer.changed }), answer.change_set);
      onDone();
    },
    onError: showProblem,
    onSettled: () => client.invalidateQueries({ queryKey: keys.object(object.name) }),
  });
}

/** Until when a record is kept. */
function Kept({ deletedAt }: { deletedAt: string }) {
  const { t } = useTranslation("recycle_bin");
  const format = useFormat();
  const retention = useQuery(retentionQuery).data;
  if (!retention) return null;
  return <> · {isDue(deletedAt, retention) ? t("purge.isDue") : t("purge.keptUntil", { day: format.date(dueOn(deletedAt, retention)) })}</>;
}

interface RowProps {
  object: ObjectMeta;
  record: WireRecord;
  isChosen: boolean;
  onChoose: (isChosen: boolean) => void;
  onRestore: () => void;
}

function Row({ object, record, isChosen, onChoose, onRestore }: RowProps) {
  const { t } = useTranslation("recycle_bin");
  const facts = object.key_facts.slice(0, 3).flatMap((name) => (name === object.title ? [] : (object.fields[name] ?? [])));
  const title = titleOf(object, record) || t("untitled");
  const by = record.updated_by as { title?: string | null } | null | undefined;
  return (
    <li className={styles.row}>
      <Checkbox checked={isChosen} onChange={(event) => onChoose(event.target.checked)} aria-label={t("choose", { title })} />
      <b className={styles.title}>{title}</b>
      <span className={styles.facts}>
        {facts.map((field) => (
          <FieldDisplay key={field.name} field={field} value={record[field.name]} record={record} />
        ))}
      </span>
      <span className={styles.quiet}>
        {typeof by?.title === "string" && `${by.title} · `}
        {typeof record.updated_at === "string" && (
          <>
            <When at={record.updated_at} />
            <Kept deletedAt={record.updated_at} />
          </>
        )}
      </span>
      <Button size="small" icon={<UndoOutlined />} onClick={onRestore}>
        {t("restore")}
      </Button>
    </li>
  );
}

function Bin({ object }: { object: ObjectMeta }) {
  const { t } = useTranslation("recycle_bin");
  const [typed, setTyped] = useState("");
  const q = useDeferredValue(typed.trim());
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const deleted = useDeleted(object, q);
  const restore = useRestore(object, () => setChosen([]));
  const rows = deleted.data?.pages.flatMap((page) => page.records) ?? [];
  const purge = usePurge(object, () => setChosen([]));
  const retention = useQuery(retentionQuery).data;
  const isKept = (record: WireRecord) => retention !== undefined && !isDue(String(record.updated_at), retention);
  const early = rows.filter((record) => chosen.includes(record.id) && isKept(record)).length;
  const choose = (id: string, isChosen: boolean) => setChosen(isChosen ? [...chosen, id] : chosen.filter((each) => each !== id));
  return (
    <div className={styles.bin}>
      <div className={styles.bar}>
        <Input.Search
          allowClear
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          placeholder={t("search", { objects: inSentence(object.plural) })}
          aria-label={t("search", { objects: inSentence(object.plural) })}
          className={styles.search}
        />
        <span className={styles.acts}>
          {chosen.length > 0 && (
            <Button type="primary" loading={restore.isPending} onClick={() => restore.mutate(chosen)}>
              {t("restoreChosen", { count: chosen.length })}
            </Button>
          )}
          <PurgeButtons purge={purge} chosen={chosen} early={early} days={retention?.retention_days ?? 0} untitled={object.label} />
        </span>
      </div>
      {deleted.isPending && <ListSkeleton />}
      {deleted.error && <ProblemView error={deleted.error} onRetry={() => void deleted.refetch()} />}
      {deleted.isSuccess && rows.length === 0 && (
        <EmptyState icon={<DeleteOutlined />} title={q ? t("notFound") : t("empty.title", { objects: inSentence(object.plural) })} text={t("empty.text")} />
      )}
      <ul>
        {rows.map((record) => (
          <Row
            key={record.id}
            object={object}
            record={record}
            isChosen={chosen.includes(record.id)}
            onChoose={(isChosen) => choose(record.id, isChosen)}
            onRestore={() => restore.mutate([record.id])}
          />
        ))}
      </ul>
      {deleted.hasNextPage && (
        <Button type="text" block loading={deleted.isFetchingNextPage} onClick={() => void deleted.fetchNextPage()}>
          {t("more")}
        </Button>
      )}
    </div>
  );
}

/** What was deleted, object by object, and the way back. */
export default function RecycleBinPage() {
  const { t } = useTranslation("recycle_bin");
  const meta = useMeta().data;
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const seen = Object.values(meta?.objects ?? {}).filter((object) => object.rights.includes("see_deleted") && !object.parent);
  const objects = seen.toSorted((one, other) => Number(one.is_setting) - Number(other.is_setting));
  const chosen = objects.find((object) => object.name === search.object) ?? objects[0];
  const open = (object: string) => void navigate({ to: ".", search: { object } as never, replace: true });
  return (
    <div className={styles.page}>
      <PageHeader title={t("title")} facts={t("subtitle")} />
      {meta && !chosen && <EmptyState icon={<DeleteOutlined />} title={t("forbidden.title")} text={t("forbidden.text")} />}
      <div className={styles.body}>
        <nav className={styles.objects} aria-label={t("objects")}>
          {objects.map((object) => (
            <button key={object.name} type="button" aria-current={object === chosen ? "page" : undefined} onClick={() => open(object.name)}>
              <ObjectIcon name={object.icon} /> {object.plural}
            </button>
          ))}
        </nav>
        {chosen && <Bin key={chosen.name} object={chosen} />}
      </div>
    </div>
  );
}
