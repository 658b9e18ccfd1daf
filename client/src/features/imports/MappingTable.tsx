import type { FieldMeta, ObjectMeta } from "@/api/meta";
import { useTranslation, type TFunction } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { ColumnTargets, type TargetGroup, type TargetOption } from "./ColumnTargets";
import styles from "./imports.module.css";
import { partsOfKind, type Constant, type Import, type Mapped } from "./imports";
import { external, identity, isOfLines, type OwnedLines } from "./targets";
import { partTexts } from "./words";

function optionsOf(fields: readonly FieldMeta[], t: TFunction): TargetOption[] {
  return fields.flatMap((field) => [
    { value: `${field.name}|`, label: field.required ? `${field.label} *` : field.label },
    ...partsOfKind(field.kind).map((part) => ({
      value: `${field.name}|${part}`,
      label: `${field.label} · ${t(partTexts[part] ?? "imports:part.full")}`,
    })),
  ]);
}

function groupsOf(object: ObjectMeta, lines: OwnedLines | null, fields: readonly FieldMeta[], t: TFunction): TargetGroup[] {
  const own = fields.filter((each) => !isOfLines(each.name));
  const inner = fields.filter((each) => isOfLines(each.name));
  const ids = [{ value: external, label: t("target.external") }, { value: `${identity}|`, label: t("target.identity") }];
  return [
    { label: object.label, options: optionsOf(own, t) },
    ...(lines ? [{ label: lines.object.plural, options: optionsOf(inner, t) }] : []),
    { label: t("target.ids"), options: ids },
  ];
}

function Confidence({ value }: { value: number }) {
  const { t } = useTranslation("imports");
  if (value >= 0.9) return <Chip tone="good">{t("confidence.sure")}</Chip>;
  if (value >= 0.6) return <Chip tone="info">{t("confidence.likely")}</Chip>;
  return <Chip tone="warn">{t("confidence.unsure")}</Chip>;
}

interface MappingTableProps {
  made: Import;
  object: ObjectMeta;
  lines: OwnedLines | null;
  fields: readonly FieldMeta[];
  mapping: readonly Mapped[];
  constants: readonly Constant[];
  onChange: (mapping: Mapped[]) => void;
  onConstants: (constants: Constant[]) => void;
}

/** Each column of the file, with what stands in it and the field that it fills. */
export function MappingTable({ made, object, lines, fields, ...filling }: MappingTableProps) {
  const { t } = useTranslation("imports");
  const options = groupsOf(object, lines, fields, t);
  return (
    <div className={styles.frame}>
      <table className={`${styles.table} ${styles.stacked}`}>
        <thead>
          <tr>
            <th scope="col">{t("mapping.column")}</th>
            <th scope="col">{t("mapping.sample")}</th>
            <th scope="col">{t("mapping.field")}</th>
            <th scope="col">{t("mapping.confidence")}</th>
          </tr>
        </thead>
        <tbody>
          {made.headers.map((header, column) => {
            const mapped = filling.mapping.find((each) => each.column === column);
            const samples = made.sample.map((row) => String(row[column] ?? "").trim()).filter(Boolean);
            return (
              <tr key={`${column}${header}`} data-left={mapped ? undefined : true}>
                <td>
                  <b>{header || t("mapping.noHeader", { number: column + 1 })}</b>
                </td>
                <td className={styles.sample}>{[...new Set(samples)].slice(0, 3).join(" · ")}</td>
                <td className={styles.arrowedCell}>
                  <ColumnTargets column={column} header={header} fields={fields} options={options} {...filling} />
                </td>
                <td>{typeof mapped?.confidence === "number" && <Confidence value={mapped.confidence} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
