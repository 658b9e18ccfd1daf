import { LockOutlined, PlusOutlined, SafetyOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import type { RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { RecordFormPanel } from "@/records/form/RecordFormPanel";
import { Card } from "@/ui/kit/Card";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { RoleEditor } from "./RoleEditor";
import styles from "./roles.module.css";

function useRoles() {
  return useQuery({
    queryKey: keys.list("role", "all"),
    queryFn: ({ signal }) => api.get<RecordPage>("/records/role", { limit: 500, sort: "name", count: "none" }, signal),
  });
}

interface RoleListProps {
  roles: readonly WireRecord[];
  chosen: string | undefined;
  onOpen: (id: string) => void;
}

function RoleList({ roles, chosen, onOpen }: RoleListProps) {
  const { t } = useTranslation("roles");
  return (
    <ul className={styles.roles}>
      {roles.map((role) => (
        <li key={role.id}>
          <button type="button" aria-current={role.id === chosen ? "page" : undefined} onClick={() => onOpen(role.id)}>
            <b>
              {String(role.name)} {role.is_locked === true && <LockOutlined aria-label={t("locked")} />}
            </b>
            {typeof role.description === "string" && <span className={styles.hint}>{role.description}</span>}
          </button>
        </li>
      ))}
    </ul>
  );
}

/** The roles of the company and what each may do. */
export default function RolesPage() {
  const { t } = useTranslation("roles");
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const navigate = useNavigate();
  const roles = useRoles();
  const [isAdding, setAdding] = useState(false);
  const list = roles.data?.records ?? [];
  const chosen = list.find((role) => role.id === search.role) ?? list[0];
  const open = (role: string) => void navigate({ to: ".", search: { role } as never });
  if (roles.error) return <ProblemView error={roles.error} onRetry={() => void roles.refetch()} />;
  return (
    <div className={styles.page}>
      <Card
        title={t("title")}
        isFlush
        extra={
          <Button size="small" icon={<PlusOutlined />} onClick={() => setAdding(true)}>
            {t("add")}
          </Button>
        }
      >
        {roles.isPending && <ListSkeleton rows={4} />}
        {roles.isSuccess && list.length === 0 && <EmptyState isCompact icon={<SafetyOutlined />} title={t("empty")} />}
        <RoleList roles={list} chosen={chosen?.id} onOpen={open} />
      </Card>
      {chosen && <RoleEditor key={`${chosen.id} ${chosen.version}`} role={chosen} onCopied={open} />}
      {isAdding && <RecordFormPanel object="role" onClose={() => setAdding(false)} onSaved={(role) => open(role.id)} />}
    </div>
  );
}
