import { Select } from "antd";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { childLinks, type RollUpFacts } from "./shape";
import styles from "./shape.module.css";
import { functionTexts } from "./words";

interface RollUpEditorProps {
  object: string;
  value: RollUpFacts | null;
  onChange: (rollUp: RollUpFacts) => void;
}

const functions = ["count", "sum", "min", "max", "avg"] as const;

/** A figure over the records that refer to this one. */
export function RollUpEditor({ object, value, onChange }: RollUpEditorProps) {
  const { t } = useTranslation("shape");
  const meta = useMeta().data;
  const links = meta ? childLinks(meta, object) : [];
  const child = value ? meta?.objects[value.child] : undefined;
  const measurable = Object.values(child?.fields ?? {}).filter((field) => field.measures.length > 0);
  const chooseLink = (key: string) => {
    const [name = "", via = ""] = key.split(".");
    onChange({ child: name, via, function: value?.function ?? "count", field: null });
  };
  return (
    <div className={styles.rollUp}>
      <Select
        value={value ? `${value.child}.${value.via}` : undefined}
        placeholder={t("rollUp.of")}
        options={links.map(({ child: each, via }) => ({ value: `${each.name}.${via.name}`, label: `${each.plural} (${via.label})` }))}
        onChange={chooseLink}
        aria-label={t("rollUp.of")}
        showSearch={{ optionFilterProp: "label" }}
      />
      {value && (
        <Select
          value={value.function}
          options={functions.map((each) => ({ value: each, label: t(functionTexts[each]) }))}
          onChange={(next) => onChange({ ...value, function: next, field: next === "count" ? null : value.field })}
          aria-label={t("rollUp.function")}
        />
      )}
      {value && value.function !== "count" && (
        <Select
          value={value.field ?? undefined}
          placeholder={t("rollUp.field")}
          options={measurable.map((field) => ({ value: field.name, label: field.label }))}
          onChange={(field: string) => onChange({ ...value, field })}
          aria-label={t("rollUp.field")}
        />
      )}
    </div>
  );
}
