import { DisconnectOutlined, FrownOutlined, LockOutlined, SearchOutlined } from "@ant-design/icons";
import { Button } from "antd";
import type { ReactNode } from "react";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { EmptyState } from "./EmptyState";
import { RequestId } from "./RequestId";

type Sort = "offline" | "forbidden" | "missing" | "outdated" | "unknown";

const icons: Record<Sort, ReactNode> = {
  offline: <DisconnectOutlined />,
  forbidden: <LockOutlined />,
  missing: <SearchOutlined />,
  outdated: <DisconnectOutlined />,
  unknown: <FrownOutlined />,
};

/** A page that no longer finds its own parts belongs to an earlier version of the product. */
function isOutdated(error: unknown): boolean {
  return error instanceof TypeError && /dynamically imported module|module script/i.test(error.message);
}

function sortOf(error: unknown): Sort {
  if (isOutdated(error)) return "outdated";
  if (!isProblem(error)) return "unknown";
  if (error.isOffline) return "offline";
  if (error.status === 403) return "forbidden";
  return error.status === 404 ? "missing" : "unknown";
}

/** What failed, in words, and what a person can do about it. */
export function ProblemView({ error, onRetry }: { error: unknown; onRetry?: () => void }) {
  const { t } = useTranslation("ui");
  const sort = sortOf(error);
  const detail = isProblem(error) && (error.detail || error.title) ? error.message : t(`problem.text.${sort}`);
  const retry = sort === "outdated" ? () => location.reload() : onRetry;
  return (
    <div role="alert">
      <EmptyState
        icon={icons[sort]}
        title={t(`problem.title.${sort}`)}
        text={detail}
        action={retry && <Button onClick={retry}>{t(sort === "outdated" ? "problem.reload" : "problem.retry")}</Button>}
        foot={isProblem(error) && error.requestId && <RequestId id={error.requestId} />}
      />
    </div>
  );
}
