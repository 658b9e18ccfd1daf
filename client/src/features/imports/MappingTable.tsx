import { ArrowRightOutlined } from "@ant-design/icons";
import { Select } from "antd";
import type { ObjectMeta } from "@/api/meta";
import { useTranslation, type TFunction } from "@/i18n";
import { Chip } from "@/ui/kit/Chip";
import { AmountCurrency } from "./AmountCurrency";
import styles from "./imports.module.css";
import { mappableFields, partsOfKind, withColumn, type Constant, type Import, type Mapped } from "./imports";
import { partTexts } from "./words";

interface Option {
  value: string;
  label: string;
}

function optionsOf(object: ObjectMeta, t: TFunction): Option[] {
  return mappableFields(object).flatMap((field) => [
    { value: field.name, label: field.required ? `${field.label} *` : field.label },
    ...partsOfKind(field.kind).map((part) => ({
      value: `${field.name}.${part}`,
      label: `${field.label} · ${t(partTexts[part] ?? "imports:part.full")}`,
    })),
  ]);
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
  mapping: readonly Mapped[];
  constants: readonly Constant[];
  onChange: (mapping: Mapped[]) => void;
  onConstants: (constants: Constant[]) => void;
}

/** Each column of the file, with what stands in it and the field that it fills. */
export function MappingTable({ made, object, mapping, constants, onChange, onConstants }: MappingTableProps) {
  const { t } = useTranslation("imports");
  const options = optionsOf(object, t);
  const choose = (column: number, value: string | undefined) => {
    const [field, part] = value?.split(".") ?? [];
    onChange(withColumn(mapping, column, field ? { field, part: part ?? null } : null));
  };
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
            const mapped = mapping.find((each) => each.column === column);
            const value = mapped ? [mapped.field, mapped.part].filter(Boolean).join(".") : undefined;
            const samples = made.sample.map((row) => String(row[column] ?? "").trim()).filter(Boolean);
            return (
              <tr key={`${column}${header}`} data-left={mapped ? undefined : true}>
                <td>
                  <b>{header || t("mapping.noHeader", { number: column + 1 })}</b>
                </td>
                <td className={styles.sample}>{[...new Set(samples)].slice(0, 3).join(" · ")}</td>
                <td className={styles.arrowedCell}>
                  <span className={styles.arrowed}>
                    <ArrowRightOutlined aria-hidden="true" />
                    <Select
                      value={value}
                      options={options}
                      onChange={(next: string | undefined) => choose(column, next)}
                      allowClear
                      showSearch={{ optionFilterProp: "label" }}
                      placeholder={t("mapping.skip")}
                      aria-label={t("mapping.fieldFor", { column: header })}
                      className={styles.fieldSelect}
                    />
                    {mapped && <AmountCurrency object={object} mapped={mapped} mapping={mapping} constants={constants} onChange={onConstants} />}
                  </span>
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
