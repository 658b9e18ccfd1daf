import { HistoryOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { api } from "@/api/client";
import type { Meta, ReferenceValue } from "@/api/meta";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { When } from "@/ui/kit/When";
import styles from "./RecordsCard.module.css";

interface ChangeLine {
  id: string;
  at: string;
  by: ReferenceValue | null;
  summary: { object: string; count: number; label?: string }[];
  record?: { object: string; id: string; title: string | null } | null;
}

const noObjects: Meta["objects"] = {};

function Line({ change }: { change: ChangeLine }) {
  const objects = useMeta().data?.objects ?? noObjects;
  const { record, summary, by, at } = change;
  const shown = record && objects[record.object] ? record : null;
  const object = (record ?? summary[0])?.object ?? "";
  const named = summary.map((each) => `${objects[each.object]?.plural ?? each.label ?? each.object}: ${each.count}`).join(", ");
  return (
    <li>
      <Link to={shown ? `/o/${shown.object}/${shown.id}` : "/changes"}>
        <span className={styles.icon} aria-hidden="true">
          <ObjectIcon name={objects[object]?.icon} />
        </span>
        <span className={styles.title}>{record?.title ?? named}</span>
        <span className={styles.kind}>
          {by?.title} · <When at={at} />
        </span>
      </Link>
    </li>
  );
}

/** What was changed last, by whom. */
export default function ChangesCard() {
  const { t } = useTranslation("app");
  const { data, error, refetch } = useQuery({
    queryKey: ["records", "changes", "latest"],
    queryFn: ({ signal }) => api.get<{ changes: ChangeLine[] }>("/changes", { limit: 8 }, signal),
  });
  const isEmpty = data?.changes.length === 0;
  return (
    <Card title={t("home.card.changes")} extra={<Link to="/changes">{t("home.showAll")}</Link>}>
      {error && !data && <ProblemView error={error} onRetry={() => void refetch()} />}
      {!error && !data && <ListSkeleton rows={6} />}
      {isEmpty && <EmptyState isCompact icon={<HistoryOutlined />} title={t("home.noChanges")} text={t("home.noChangesText")} />}
      <ul className={styles.records}>
        {data?.changes.map((change) => (
          <Line key={change.id} change={change} />
        ))}
      </ul>
    </Card>
  );
}
