import { Button, Radio } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { useTranslation } from "@/i18n";
import styles from "./form.module.css";
import type { Conflict } from "./saving";

interface ConflictChooserProps {
  object: ObjectMeta;
  conflicts: readonly Conflict[];
  isSaving: boolean;
  /** The fields in which the other person's value stays. */
  onSettle: (theirs: ReadonlySet<string>) => void;
}

/** Somebody else changed the record meanwhile: for each field, whose value shall stand. */
export function ConflictChooser({ object, conflicts, isSaving, onSettle }: ConflictChooserProps) {
  const { t } = useTranslation("form");
  const [theirs, setTheirs] = useState<ReadonlySet<string>>(new Set());
  const choose = (field: string, isTheirs: boolean) => {
    const next = new Set(theirs);
    if (isTheirs) next.add(field);
    else next.delete(field);
    setTheirs(next);
  };
  return (
    <div className={styles.notice} role="alert">
      <p className={styles.summaryTitle}>{t("conflict.title")}</p>
      <p className={styles.hint}>{t("conflict.text")}</p>
      {conflicts.map((conflict) => {
        const field = object.fields[conflict.field];
        if (!field) return null;
        return (
          <fieldset key={conflict.field} className={styles.conflict}>
            <legend>{field.label}</legend>
            <p className={styles.hint}>
              {t("conflict.base")} <FieldDisplay field={field} value={conflict.base} />
            </p>
            <Radio.Group
              vertical
              value={theirs.has(conflict.field) ? "theirs" : "yours"}
              onChange={(event) => choose(conflict.field, event.target.value === "theirs")}
            >
              <Radio value="theirs">
                {t("conflict.theirs")} <FieldDisplay field={field} value={conflict.theirs} />
              </Radio>
              <Radio value="yours">
                {t("conflict.yours")} <FieldDisplay field={field} value={conflict.yours} />
              </Radio>
            </Radio.Group>
          </fieldset>
        );
      })}
      <div className={styles.choices}>
        <Button type="primary" loading={isSaving} onClick={() => onSettle(theirs)}>
          {t("conflict.save")}
        </Button>
      </div>
    </div>
  );
}
