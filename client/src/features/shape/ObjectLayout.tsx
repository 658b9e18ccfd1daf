import { useQuery } from "@tanstack/react-query";
import { Alert, Button, Select } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import type { ObjectMeta, RecordPage } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showProblem } from "@/ui/toast/undo";
import { arrangementOf, everyone, type Layouts } from "./layout";
import styles from "./layout.module.css";
import { LayoutGroups } from "./LayoutGroups";
import { LayoutLists } from "./LayoutLists";
import { RoleOrder } from "./RoleOrder";
import { dropLayout, layoutsQuery, setLayout } from "./requests";
import { useShaping } from "./useShaping";

export interface RoleChoice {
  code: string;
  name: string;
}

function useRoleChoices(): RoleChoice[] {
  const roles = useQuery({
    queryKey: keys.list("role", "layouts"),
    queryFn: ({ signal }) => api.get<RecordPage>("/records/role", { fields: "name,code", limit: 500, sort: "name", count: "none" }, signal),
  });
  return (roles.data?.records ?? []).map((role) => ({ code: String(role.code), name: String(role.name) }));
}

interface EditorProps {
  object: ObjectMeta;
  layouts: Layouts;
  role: string;
  roleName: string;
}

function LayoutEditor({ object, layouts, role, roleName }: EditorProps) {
  const { t } = useTranslation("shape");
  const [before, setBefore] = useState(() => arrangementOf(object, layouts, role));
  const [arrangement, setArrangement] = useState(before);
  const save = useShaping({ send: () => setLayout(object.name, role, arrangement), told: () => t("layout.saved", { role: roleName }), onDone: () => setBefore(arrangement) });
  const reset = useShaping({ send: () => dropLayout(object.name, role), told: () => t("layout.dropped", { role: roleName }), onDone: () => undefined, onError: showProblem });
  const has = layouts.layouts.some((each) => each.role === role);
  const isChanged = JSON.stringify(before) !== JSON.stringify(arrangement);
  const shared = { object, arrangement, onChange: setArrangement };
  return (
    <>
      {isProblem(save.error) && <Alert type="error" showIcon title={save.error.errors[0]?.message ?? save.error.message} />}
      <LayoutGroups {...shared}>
        <LayoutLists {...shared} />
      </LayoutGroups>
      <div className={styles.foot}>
        {!has && <span className={styles.hint}>{t(role === everyone ? "layout.isUsual" : "layout.isEveryones")}</span>}
        {has && <Button loading={reset.isPending} onClick={() => reset.mutate()}>{t("layout.reset")}</Button>}
        {isChanged && <Button onClick={() => setArrangement(before)}>{t("cancel")}</Button>}
        <Button type="primary" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate()}>{t("save")}</Button>
      </div>
    </>
  );
}

/** How the page and the form of an object are laid out, for everyone or for a role. */
export function ObjectLayout({ object }: { object: ObjectMeta }) {
  const { t } = useTranslation("shape");
  const [role, setRole] = useState(everyone);
  const layouts = useQuery(layoutsQuery(object.name));
  const roles = useRoleChoices();
  if (layouts.error) return <ProblemView error={layouts.error} onRetry={() => void layouts.refetch()} />;
  if (!layouts.data) return <ListSkeleton />;
  const own = new Set(layouts.data.layouts.map((each) => each.role));
  const label = (code: string, name: string) => (own.has(code) ? t("layout.ownLayout", { role: name }) : name);
  const options = [{ value: everyone, label: t("layout.everyone") }, ...roles.map(({ code, name }) => ({ value: code, label: label(code, name) }))];
  const roleName = roles.find(({ code }) => code === role)?.name ?? t("layout.everyone");
  return (
    <div className={styles.layout}>
      <div className={styles.for}>
        <span id="layout-for">{t("layout.for")}</span>
        <Select value={role} options={options} onChange={setRole} popupMatchSelectWidth={false} aria-labelledby="layout-for" />
        <span className={styles.hint}>{t("layout.hint")}</span>
      </div>
      <RoleOrder object={object} layouts={layouts.data} roles={roles} />
      <LayoutEditor key={`${role} ${JSON.stringify(layouts.data.layouts)}`} object={object} layouts={layouts.data} role={role} roleName={roleName} />
    </div>
  );
}
