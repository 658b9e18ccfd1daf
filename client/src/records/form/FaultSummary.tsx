import { WarningOutlined } from "@ant-design/icons";
import { useEffect, useRef } from "react";
import { useTranslation } from "@/i18n";
import { RequestId } from "@/ui/kit/RequestId";
import styles from "./form.module.css";
import type { RecordForm } from "./useRecordForm";

export function inputIdOf(form: string, field: string): string {
  return `${form}-${field}`;
}

function jump(id: string): void {
  const input = document.getElementById(id);
  input?.scrollIntoView({ block: "center" });
  input?.focus();
}

/** What the server or the form refuses, in one place; each line leads to its field. */
export function FaultSummary({ form, formId }: { form: RecordForm; formId: string }) {
  const { t } = useTranslation("form");
  const place = useRef<HTMLDivElement>(null);
  const general = form.problem && form.problem.errors.length === 0 ? form.problem : null;
  const isShown = form.faults.length > 0 || general !== null;
  useEffect(() => {
    if (isShown) place.current?.scrollIntoView({ block: "nearest" });
  }, [isShown]);
  if (!isShown) return null;
  const text = general?.isOffline ? t("offline") : general?.message;
  return (
    <div ref={place} className={styles.summary} role="alert">
      <WarningOutlined aria-hidden="true" />
      <div>
        {form.faults.length > 0 && <p className={styles.summaryTitle}>{t("faults", { count: form.faults.length })}</p>}
        {text && <p className={styles.summaryTitle}>{text}</p>}
        {general?.requestId && <RequestId id={general.requestId} />}
        <ul>
          {form.faults.map((fault, place) => (
            <li key={`${fault.field}${place}`}>
              <button type="button" className={styles.jump} onClick={() => jump(inputIdOf(formId, fault.field))}>
                {form.object.fields[fault.field]?.label ?? fault.field}
              </button>
              {" "}
              {fault.message}
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
