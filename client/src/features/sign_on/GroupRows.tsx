import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button, Input, Select } from "antd";
import { useTranslation } from "@/i18n";
import type { GroupRow } from "./signOn";
import styles from "./signOn.module.css";
import { useChoices } from "./useChoices";

interface GroupRowsProps {
  rows: readonly GroupRow[];
  hint: string;
  error?: string | undefined;
  onChange: (rows: GroupRow[]) => void;
}

/** Which group gives which role. */
export function GroupRows({ rows, hint, error, onChange }: GroupRowsProps) {
  const { t } = useTranslation("sign_on");
  const roles = useChoices("role");
  const set = (place: number, change: Partial<GroupRow>) => onChange(rows.map((row, at) => (at === place ? { ...row, ...change } : row)));
  return (
    <fieldset className={styles.groups}>
      <legend>{t("groups")}</legend>
      <p className={styles.hint}>{hint}</p>
      {rows.map((row, place) => (
        <div key={place} className={styles.row}>
          <Input value={row.group} placeholder={t("group")} aria-label={t("groupOf", { number: place + 1 })} onChange={(event) => set(place, { group: event.target.value })} />
          <Select
            value={row.role || null} options={roles} placeholder={t("role")} aria-label={t("roleOf", { number: place + 1 })} showSearch={{ optionFilterProp: "label" }}
            onChange={(role) => set(place, { role: role ?? "" })}
          />
          <Button type="text" icon={<DeleteOutlined />} aria-label={t("removeRow", { number: place + 1 })} onClick={() => onChange(rows.filter((_, at) => at !== place))} />
        </div>
      ))}
      {error && <p className={styles.fault} role="alert">{error}</p>}
      <Button size="small" icon={<PlusOutlined />} onClick={() => onChange([...rows, { group: "", role: "" }])}>
        {t("addRow")}
      </Button>
    </fieldset>
  );
}
