import type { WireRecord } from "@/api/meta";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { FieldDisplay } from "../FieldDisplay";
import styles from "../fields.module.css";
import { fieldUi } from "../registry";
import type { DisplayProps, FieldUi } from "../types";
import { asLines, asList, isFields } from "../values";
import { lineFields, LinesInput } from "./LinesInput";

function LineCount({ value }: DisplayProps) {
  const { t } = useTranslation("fields");
  return <span className={styles.figure}>{t("lines.count", { count: asList(value).length })}</span>;
}

/** The lines in full, for a page. */
export function LinesTable({ value, field }: DisplayProps) {
  const columns = lineFields(useObject(field.lines ?? ""));
  return (
    <div className={styles.lines}>
      <table>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.name} scope="col" data-align={fieldUi(column).align}>{column.label}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {asLines(value).map((line: WireRecord, place) => (
            <tr key={line.id ?? place}>
              {columns.map((column) => (
                <td key={column.name} data-align={fieldUi(column).align}>
                  <FieldDisplay value={line[column.name]} field={column} record={line} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function NoFilter() {
  return null;
}

const serverOnly = new Set(["version", "created_at", "created_by", "updated_at", "updated_by"]);

function lineToWire(line: unknown): unknown {
  if (!isFields(line)) return line;
  return Object.fromEntries(
    Object.entries(line).flatMap(([name, value]) => {
      if (serverOnly.has(name)) return [];
      const isReference = isFields(value) && "id" in value && "title" in value;
      return [[name, isReference ? value.id : value]];
    }),
  );
}

export const lines: FieldUi = {
  Display: LineCount,
  Input: LinesInput,
  FilterInput: NoFilter,
  align: "end",
  width: 6,
  editing: "none",
  plain: (value, _field, { t }) => t("fields:lines.count", { count: asList(value).length }),
  toWire: (value) => asList(value).map(lineToWire),
};
