import { CheckSquareOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { api } from "@/api/client";
import type { FieldMeta, ObjectMeta, ReferenceValue, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { may, mayHere, useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { createAddress, listAddress, recordAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { inSentence } from "@/ui/format/words";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { EmptyState } from "@/ui/kit/EmptyState";
import { LinkButton } from "@/ui/kit/LinkButton";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { toneOf } from "@/ui/kit/tones";
import { When } from "@/ui/kit/When";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { everyOf, notFinal, ownedBy, useSomeRecords, type Scope } from "./figures";
import styles from "./TasksCard.module.css";

function titleOf(value: unknown): string | null {
  return typeof value === "object" && value !== null ? (value as ReferenceValue).title : null;
}

function PriorityChip({ field, value }: { field: FieldMeta | undefined; value: unknown }) {
  const choice = field?.choices?.find(({ key }) => key === value);
  if (!choice || toneOf(choice.colour) === "plain") return null;
  return <Chip tone={toneOf(choice.colour)}>{choice.label}</Chip>;
}

/** Marks a task as done, with a way back. */
function useFinish(object: ObjectMeta) {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const done = object.fields.status?.choices?.find((choice) => choice.is_final)?.key;
  return async (record: WireRecord) => {
    try {
      const path = `/records/${object.name}/${record.id}`;
      const { changeSet } = await api.write("PATCH", path, { body: { status: done }, ifMatch: `"${record.version}"` });
      await client.invalidateQueries({ queryKey: keys.object(object.name) });
      showWritten(t("home.finished", { title: String(record[object.title]) }), changeSet);
    } catch (error) {
      showProblem(error);
    }
  };
}

function TaskRow({ object, record, onFinish }: { object: ObjectMeta; record: WireRecord; onFinish: () => Promise<void> }) {
  const { t } = useTranslation("app");
  const format = useFormat();
  const title = String(record[object.title] ?? "");
  const due = typeof record.due_on === "string" ? record.due_on : null;
  const [isFinishing, setFinishing] = useState(false);
  const finish = () => {
    setFinishing(true);
    void onFinish().finally(() => setFinishing(false));
  };
  const beside = titleOf(record.account) ?? titleOf(record.opportunity);
  return (
    <li className={styles.task} data-done={isFinishing || undefined}>
      <input type="checkbox" aria-label={t("home.finish", { title })} checked={isFinishing} disabled={isFinishing || !mayHere(object, "edit", record)} onChange={finish} />
      <div className={styles.text}>
        <Link {...recordAddress(object.name, record.id)}>{title}</Link>
        {beside && <span>{beside}</span>}
      </div>
      <PriorityChip field={object.fields.priority} value={record.priority} />
      {due && (
        <span className={styles.due} data-late={due < format.today() || undefined}>
          <When at={due} />
        </span>
      )}
    </li>
  );
}

function NoTasks({ object }: { object: ObjectMeta }) {
  const { t } = useTranslation("app");
  return (
    <EmptyState
      icon={<CheckSquareOutlined />}
      title={t("home.noTasks")}
      text={t("home.noTasksText")}
      action={may(object, "create") && <LinkButton isMain {...createAddress(object.name)}>{t("palette.create", { name: inSentence(object.label) })}</LinkButton>}
    />
  );
}

function Tasks({ object, scope }: { object: ObjectMeta; scope: Scope }) {
  const filter = everyOf(ownedBy(scope, object), notFinal(object, "status"));
  const { data, error, refetch } = useSomeRecords(object.name, {
    fields: ["subject", "status", "priority", "due_on", "account", "opportunity"].filter((name) => object.fields[name]).join(","),
    expand: ["account", "opportunity"].filter((name) => object.fields[name]).join(","),
    filter,
    sort: "due_on",
    limit: 10,
  });
  const finish = useFinish(object);
  if (error && !data) return <ProblemView error={error} onRetry={() => void refetch()} />;
  if (!data) return <ListSkeleton rows={6} />;
  if (data.records.length === 0) return <NoTasks object={object} />;
  return (
    <ul>
      {data.records.map((record) => (
        <TaskRow key={record.id} object={object} record={record} onFinish={() => finish(record)} />
      ))}
    </ul>
  );
}

export function TasksCard({ scope }: { scope: Scope }) {
  const { t } = useTranslation("app");
  const object = useObject("task");
  if (!object) return null;
  return (
    <Card isFlush title={t(scope === "mine" ? "home.myTasks" : "home.allTasks")} extra={<Link {...listAddress(object.name)}>{t("home.showAll")}</Link>}>
      <Tasks object={object} scope={scope} />
    </Card>
  );
}
