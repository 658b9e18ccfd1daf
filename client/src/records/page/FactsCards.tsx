import { Button } from "antd";
import { useState } from "react";
import type { FieldMeta } from "@/api/meta";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { groupedFields, type FormGroup } from "../form/values";
import { Fact } from "./Fact";
import { useShown } from "./PageContext";
import styles from "./page.module.css";

function Card({ group, onEdit }: { group: FormGroup; onEdit?: (() => void) | undefined }) {
  const { t } = useTranslation("page");
  const { record } = useShown();
  const [showsAll, setShowsAll] = useState(false);
  const isFilled = (field: FieldMeta) => field.required || !isEmpty(record[field.name]);
  const shown = group.fields.filter((field) => showsAll || isFilled(field));
  const left = group.fields.length - shown.length;
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>
        {group.label || t("facts")}
        {onEdit && (
          <Button type="link" size="small" onClick={onEdit}>
            {t("edit")}
          </Button>
        )}
      </h2>
      <dl className={styles.facts}>
        {shown.map((field) => (
          <Fact key={field.name} field={field} />
        ))}
      </dl>
      {left > 0 && (
        <Button type="text" size="small" className={styles.more} onClick={() => setShowsAll(true)}>
          {t("emptyFacts", { count: left })}
        </Button>
      )}
    </section>
  );
}

/** Everything that is known of the record, a card for each group of fields. */
export function FactsCards({ onEdit }: { onEdit: () => void }) {
  const { object, canEdit } = useShown();
  const groups = groupedFields(object, (field) => field.kind !== "lines");
  return groups
    .filter((group) => group.name !== "system")
    .map((group, place) => <Card key={group.name} group={group} onEdit={place === 0 && canEdit ? onEdit : undefined} />);
}
