import { ArrowRightOutlined } from "@ant-design/icons";
import type { ObjectMeta } from "@/api/meta";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import styles from "./page.module.css";
import type { FieldChange } from "./queries";

/** What was written: each field with its old and its new value. */
export function ChangedFields({ object, fields }: { object: ObjectMeta | undefined; fields: readonly FieldChange[] }) {
  const { t } = useTranslation("page");
  const known = fields.flatMap((change) => {
    const field = object?.fields[change.field];
    return field ? [{ ...change, meta: field }] : [];
  });
  return (
    <ul className={styles.changed}>
      {known.map(({ field, meta, old, new: next }) => (
        <li key={field}>
          <span className={styles.changedLabel}>{meta.label}</span>
          {isEmpty(old) ? (
            <span className={styles.old}>{t("nothing")}</span>
          ) : (
            <s className={styles.old}>
              <FieldDisplay field={meta} value={old} />
            </s>
          )}
          <ArrowRightOutlined aria-label={t("becomes")} className={styles.arrow} />
          <span>
            <FieldDisplay field={meta} value={next} empty={t("nothing")} />
          </span>
        </li>
      ))}
    </ul>
  );
}
