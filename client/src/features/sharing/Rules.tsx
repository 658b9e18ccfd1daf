import { PlusOutlined, ShareAltOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Button, Progress, Tag } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import type { ObjectMeta, RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { asReferences } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { useFilterWords } from "@/records/filter/useFilterWords";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { RuleEditor } from "./RuleEditor";
import { criteriaOf, ruleTexts, shareableObjects, type RuleKind, type Run } from "./rules";
import styles from "./sharing.module.css";

function useRules(kind: RuleKind) {
  const query = { limit: 500, sort: "name", count: "none", expand: kind === "territory" ? "people,teams,parent" : "people,teams,roles" };
  return useQuery({ queryKey: keys.list(kind, query), queryFn: ({ signal }) => api.get<RecordPage>(`/records/${kind}`, query, signal) });
}

function useRuns() {
  return useQuery({
    queryKey: ["sharing", "runs"],
    queryFn: ({ signal }) => api.get<{ runs: Run[] }>("/sharing/runs", undefined, signal),
    refetchInterval: (query) => (query.state.data?.runs.some((run) => run.finished_at === null) ? 2_000 : false),
    staleTime: 0,
  });
}

function Running({ runs }: { runs: readonly Run[] }) {
  const { t } = useTranslation("sharing");
  const meta = useMeta().data;
  return (
    <>
      {runs.filter((run) => run.finished_at === null).map((run) => (
        <div key={run.object} className={styles.run}>
          <span>{t("rules.running", { objects: meta?.objects[run.object]?.plural ?? run.object })}</span>
          <Progress percent={run.total ? Math.min(99, Math.floor((run.done / run.total) * 100)) : 0} size="small" />
        </div>
      ))}
    </>
  );
}

interface RuleRowProps {
  kind: RuleKind;
  rule: WireRecord;
  object: ObjectMeta;
  onOpen: () => void;
}

function RuleRow({ kind, rule, object, onOpen }: RuleRowProps) {
  const { t } = useTranslation("sharing");
  const format = useFormat();
  const words = useFilterWords(object, criteriaOf(rule));
  const audience = [rule.people, rule.teams, rule.roles].flatMap((each) => asReferences(each).map(({ title }) => title ?? ""));
  const until = typeof rule.until === "string" ? t("goesUntil", { day: format.date(rule.until) }) : "";
  const level = kind === "sharing_rule" ? t(`level.${rule.level === "edit" ? "edit" : "read"}`) : "";
  const parent = asReferences(rule.parent)[0]?.title;
  const above = parent ? t("territories.partOf", { parent }) : "";
  return (
    <li>
      <button type="button" onClick={onOpen}>
        <b>
          {String(rule.name)} {rule.is_active === false && <Tag>{t("rules.off")}</Tag>}
        </b>
        <span>
          {object.plural}: {words || t("rules.every")}
        </span>
        <span className={styles.hint}>
          {[above, audience.join(t("rules.and")) || t("rules.nobody"), level, until].filter(Boolean).join(" · ")}
        </span>
      </button>
    </li>
  );
}

/** All rules of a kind, and the editor of one. */
export function Rules({ kind }: { kind: RuleKind }) {
  const { t } = useTranslation("sharing");
  const words = ruleTexts[kind];
  const meta = useMeta().data;
  const rules = useRules(kind);
  const runs = useRuns();
  const [open, setOpen] = useState<WireRecord | "new" | null>(null);
  if (rules.error) return <ProblemView error={rules.error} onRetry={() => void rules.refetch()} />;
  const objects = shareableObjects(meta);
  const list = rules.data?.records ?? [];
  const shown = list.flatMap((rule) => objects.filter((object) => object.name === rule.object).map((object) => ({ rule, object })));
  const add = (
    <Button size="small" icon={<PlusOutlined />} onClick={() => setOpen("new")}>
      {t(words.add)}
    </Button>
  );
  return (
    <Card title={t(words.title)} isFlush extra={list.length > 0 && add}>
      <Running runs={runs.data?.runs ?? []} />
      {rules.isPending && <ListSkeleton rows={4} />}
      {rules.isSuccess && list.length === 0 && <EmptyState icon={<ShareAltOutlined />} title={t(words.empty)} text={t(words.emptyText)} action={add} />}
      <ul className={styles.rules}>
        {shown.map(({ rule, object }) => (
          <RuleRow key={rule.id} kind={kind} rule={rule} object={object} onOpen={() => setOpen(rule)} />
        ))}
      </ul>
      {open && <RuleEditor kind={kind} rule={open === "new" ? null : open} objects={objects} onClose={() => setOpen(null)} onSaved={() => void runs.refetch()} />}
    </Card>
  );
}
