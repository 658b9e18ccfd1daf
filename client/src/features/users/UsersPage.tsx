import { KeyOutlined, PlusOutlined, SafetyOutlined, TeamOutlined, UserOutlined } from "@ant-design/icons";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Input } from "antd";
import { useDeferredValue, useState } from "react";
import { api } from "@/api/client";
import type { RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { lockedQuery } from "@/api/security";
import { useObject } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { useTranslation } from "@/i18n";
import { RecordFormPanel } from "@/records/form/RecordFormPanel";
import { useFormat } from "@/ui/format/FormatContext";
import { Avatar } from "@/ui/kit/Avatar";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { EmptyState } from "@/ui/kit/EmptyState";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { PasswordDialog } from "./PasswordDialog";
import { SecurityDialog } from "./SecurityDialog";
import styles from "./users.module.css";

function useUsers(q: string) {
  return useInfiniteQuery({
    queryKey: keys.list("user", { settings: q }),
    queryFn: ({ pageParam, signal }) =>
      api.get<RecordPage>(
        "/records/user",
        { q: q || undefined, limit: 100, cursor: pageParam, sort: "name", expand: "team,roles", count: "none" },
        signal,
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  });
}

interface UserRowProps {
  user: WireRecord;
  lockedUntil: string | undefined;
  onPassword: () => void;
  onSecurity: () => void;
}

function UserRow({ user, lockedUntil, onPassword, onSecurity }: UserRowProps) {
  const { t } = useTranslation("users");
  const object = useObject("user");
  const format = useFormat();
  const shown = ["job_title", "team", "roles"].flatMap((name) => object?.fields[name] ?? []);
  const name = String(user.name ?? "");
  return (
    <li className={styles.row}>
      <Avatar name={name} />
      <span className={styles.name}>
        <Link to={`/o/user/${user.id}`}>{name}</Link>
        <span className={styles.hint}>{String(user.login ?? "")}</span>
      </span>
      <span className={styles.facts}>
        {shown.map((field) => (
          <FieldDisplay key={field.name} field={field} value={user[field.name]} record={user} />
        ))}
        {lockedUntil && <Chip tone="bad">{t("security.lockedUntil", { time: format.time(lockedUntil) })}</Chip>}
        {user.is_active === false && <Chip tone="warn">{t("inactive")}</Chip>}
      </span>
      <span className={styles.buttons}>
        <Button size="small" icon={<KeyOutlined />} onClick={onPassword}>
          {t("password.set")}
        </Button>
        <Button size="small" icon={<SafetyOutlined />} onClick={onSecurity}>
          {t("security.open")}
        </Button>
      </span>
    </li>
  );
}

/** Who works here: people, their teams and roles, and a way in for each. */
export default function UsersPage() {
  const { t } = useTranslation("users");
  const [typed, setTyped] = useState("");
  const users = useUsers(useDeferredValue(typed.trim()));
  const [isAdding, setAdding] = useState(false);
  const [locked, setLocked] = useState<WireRecord | null>(null);
  const [watched, setWatched] = useState<WireRecord | null>(null);
  const locks = new Map(useQuery(lockedQuery).data?.locked.map(({ user, until }) => [user, until]));
  const list = users.data?.pages.flatMap((page) => page.records) ?? [];
  return (
    <div className={styles.page}>
      <div className={styles.links}>
        <Input.Search
          allowClear value={typed} onChange={(event) => setTyped(event.target.value)} placeholder={t("search")} aria-label={t("search")}
          className={styles.search}
        />
        <Link to="/o/user"><UserOutlined /> {t("allUsers")}</Link>
        <Link to="/o/team"><TeamOutlined /> {t("teams")}</Link>
        <Button type="primary" icon={<PlusOutlined />} className={styles.add} onClick={() => setAdding(true)}>
          {t("add")}
        </Button>
      </div>
      <Card isFlush>
        {users.isPending && <ListSkeleton />}
        {users.error && <ProblemView error={users.error} onRetry={() => void users.refetch()} />}
        {users.isSuccess && list.length === 0 && <EmptyState isCompact icon={<UserOutlined />} title={t("empty")} />}
        <ul>
          {list.map((user) => (
            <UserRow key={user.id} user={user} lockedUntil={locks.get(user.id)} onPassword={() => setLocked(user)} onSecurity={() => setWatched(user)} />
          ))}
        </ul>
        {users.hasNextPage && (
          <Button type="text" block loading={users.isFetchingNextPage} onClick={() => void users.fetchNextPage()}>
            {t("more")}
          </Button>
        )}
      </Card>
      {isAdding && <RecordFormPanel object="user" onClose={() => setAdding(false)} onSaved={setLocked} />}
      {watched && <SecurityDialog key={watched.id} user={watched.id} name={String(watched.name ?? "")} onClose={() => setWatched(null)} />}
      {locked && <PasswordDialog key={locked.id} user={locked.id} name={String(locked.name ?? "")} onClose={() => setLocked(null)} />}
    </div>
  );
}
