import { DeleteOutlined, PlusOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useObject } from "@/api/session";
import type { FieldMeta, ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { FieldDisplay } from "../FieldDisplay";
import styles from "../fields.module.css";
import { fieldUi } from "../registry";
import type { InputProps } from "../types";
import { asList, isFields } from "../values";

/** What a line shows: its own fields without the way back to its parent. */
export function lineFields(meta: ObjectMeta | undefined): FieldMeta[] {
  if (!meta) return [];
  const names = meta.groups.filter((group) => group.name !== "system").flatMap((group) => group.fields);
  return names.flatMap((name) => meta.fields[name] ?? []).filter((field) => field.name !== meta.parent && field.kind !== "lines");
}

/** The lines of an order and the like, written together with it. */
export function LinesInput({ value, field, onChange, disabled }: InputProps) {
  const { t } = useTranslation("fields");
  const columns = lineFields(useObject(field.lines ?? ""));
  const lines = asList(value).filter(isFields);
  const change = (place: number, name: string, next: unknown) => onChange(lines.map((line, at) => (at === place ? { ...line, [name]: next } : line)));
  return (
    <div className={styles.lines}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" data-align={fieldUi(column).align}>{column.label}</th>
            ))}
            <th aria-label={t("lines.remove")} />
          </tr>
        </thead>
        <tbody>
          {lines.map((line, place) => (
            <tr key={place}>
              {columns.map((column) => {
                const { Input, align } = fieldUi(column);
                const isWritable = column.level === "edit" && !column.is_computed;
                return (
                  <td key={column.name} data-align={align}>
                    {isWritable ? (
                      <Input value={line[column.name]} field={column} onChange={(next) => change(place, column.name, next)} disabled={disabled} />
                    ) : (
                      <FieldDisplay value={line[column.name]} field={column} />
                    )}
                  </td>
                );
              })}
              <td>
                <Button type="text" size="small" icon={<DeleteOutlined />} disabled={disabled} aria-label={t("lines.remove")} onClick={() => onChange(lines.filter((_, at) => at !== place))} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Button type="dashed" size="small" icon={<PlusOutlined />} disabled={disabled} onClick={() => onChange([...lines, {}])}>
        {t("lines.add")}
      </Button>
    </div>
  );
}
