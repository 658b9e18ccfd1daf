import { Select } from "antd";
import type { FieldMeta } from "@/api/meta";
import { useObject } from "@/api/session";
import { useTranslation } from "@/i18n";
import { inSentence } from "@/ui/format/words";
import styles from "./imports.module.css";
import type { Mapped } from "./imports";
import { SystemInput } from "./SystemInput";
import { external, identity } from "./targets";

const byName = "";
const ofSystem = `${external}:`;

interface ReferenceMatchProps {
  field: FieldMeta | undefined;
  header: string;
  mapped: Mapped;
  onChange: (match: string | null) => void;
}

/** By what the records are found that a column refers to: their names, another field, or their ids elsewhere. */
export function ReferenceMatch({ field, header, mapped, onChange }: ReferenceMatchProps) {
  const { t } = useTranslation("imports");
  const target = useObject(field?.target ?? "");
  if (!field || !target) return null;
  const match = mapped.match ?? byName;
  const isElsewhere = match.startsWith(ofSystem);
  const named = Object.values(target.fields).filter((each) => each.unique || each.name === match);
  const options = [
    { value: byName, label: t("match.name") },
    ...named.map((each) => ({ value: each.name, label: t("match.field", { field: inSentence(each.label) }) })),
    { value: ofSystem, label: t("match.external") },
    { value: identity, label: t("match.identity") },
  ];
  return (
    <>
      <Select
        value={isElsewhere ? ofSystem : match}
        options={options}
        onChange={(next: string) => onChange(next || null)}
        popupMatchSelectWidth={false}
        aria-label={t("match.of", { field: field.label })}
        className={styles.match}
      />
      {isElsewhere && (
        <SystemInput
          label={t("target.systemOf", { column: header })}
          value={match.slice(ofSystem.length)}
          onChange={(system) => onChange(`${ofSystem}${system}`)}
        />
      )}
    </>
  );
}
