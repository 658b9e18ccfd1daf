import { CopyOutlined } from "@ant-design/icons";
import { Button } from "antd";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { DuplicateName } from "./DuplicateName";
import styles from "./form.module.css";
import type { Duplicate } from "./saving";

interface DuplicatesNoticeProps {
  duplicates: readonly Duplicate[];
  isSaving: boolean;
  onSaveAnyway: () => void;
  onDismiss: () => void;
}

/** Records that seem to be the same: open one of them, or save in spite of them. */
export function DuplicatesNotice({ duplicates, isSaving, onSaveAnyway, onDismiss }: DuplicatesNoticeProps) {
  const { t } = useTranslation("form");
  const meta = useMeta().data;
  const fieldsOf = (found: Duplicate) =>
    found.fields.map((name) => meta?.objects[found.object]?.fields[name]?.label ?? name).join(", ");
  return (
    <div className={styles.notice} role="alert">
      <p className={styles.summaryTitle}>
        <CopyOutlined aria-hidden="true" /> {t("duplicates.title", { count: duplicates.length })}
      </p>
      <ul className={styles.found}>
        {duplicates.map((found, place) => (
          <li key={found.id ?? place}>
            <span>
              <b>
                <DuplicateName found={found} />
              </b>{" "}
              <span className={styles.hint}>{t("duplicates.same", { fields: fieldsOf(found) })}</span>
            </span>
            {found.id && (
              <a href={`/o/${found.object}/${found.id}`} target="_blank" rel="noreferrer">
                {t("duplicates.open")}
              </a>
            )}
          </li>
        ))}
      </ul>
      <div className={styles.choices}>
        <Button onClick={onDismiss}>{t("duplicates.back")}</Button>
        <Button type="primary" loading={isSaving} onClick={onSaveAnyway}>
          {t("duplicates.saveAnyway")}
        </Button>
      </div>
    </div>
  );
}
