import { UserOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { RecordPage, WireRecord } from "@/api/meta";
import { keys } from "@/api/queries";
import { currentLanguage, useTranslation } from "@/i18n";
import styles from "./roles.module.css";

const mostNamed = 5;

function useHolders(role: string) {
  const filter = JSON.stringify({ and: [{ field: "roles", op: "has", value: role }, { not: { field: "is_active", op: "eq", value: false } }] });
  return useQuery({
    queryKey: keys.list("user", `role ${role}`),
    queryFn: ({ signal }) => api.get<RecordPage>("/records/user", { filter, fields: "name", sort: "name", limit: mostNamed, count: "exact" }, signal),
  });
}

/** The people whom a change of this role touches. */
export function Holders({ role }: { role: WireRecord }) {
  const { t } = useTranslation("roles");
  const { data } = useHolders(role.id);
  if (!data) return null;
  const names = data.records.map((person) => String(person.name));
  const others = (data.total ?? names.length) - names.length;
  const all = others > 0 ? [...names, t("otherHolders", { count: others })] : names;
  const list = new Intl.ListFormat(currentLanguage(), { type: "conjunction" }).format(all);
  return (
    <p className={styles.holders}>
      <UserOutlined aria-hidden="true" /> {names.length > 0 ? t("holders", { people: list }) : t("noHolders")}
    </p>
  );
}
