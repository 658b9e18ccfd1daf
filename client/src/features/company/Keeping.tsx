import { InputNumber, Switch } from "antd";
import { useId } from "react";
import { useTranslation } from "@/i18n";
import type { CompanyFacts } from "./company";
import styles from "./company.module.css";

type Kept = Pick<CompanyFacts, "retention_days" | "purges_nightly">;

interface KeepingProps {
  facts: Kept;
  errors: { days: string | undefined; nightly: string | undefined };
  onChange: (part: Partial<Kept>) => void;
}

function Remark({ id, hint, error }: { id: string; hint: string; error: string | undefined }) {
  return (
    <span id={id} className={error ? styles.error : styles.hint} role={error ? "alert" : undefined}>
      {error ?? hint}
    </span>
  );
}

/** How long deleted records are kept, and whether they go by themselves after that. */
export function Keeping({ facts, errors, onChange }: KeepingProps) {
  const { t } = useTranslation("company");
  const id = useId();
  return (
    <>
      <div className={styles.field}>
        <label htmlFor={`${id}days`}>{t("retention")}</label>
        <InputNumber
          id={`${id}days`}
          min={1}
          max={3650}
          precision={0}
          value={facts.retention_days}
          status={errors.days ? "error" : ""}
          aria-describedby={`${id}daysRemark`}
          onChange={(days) => days !== null && onChange({ retention_days: days })}
        />
        <Remark id={`${id}daysRemark`} hint={t("retentionHint")} error={errors.days} />
      </div>
      <div className={styles.field}>
        <label htmlFor={`${id}nightly`}>{t("purgesNightly")}</label>
        <span>
          <Switch id={`${id}nightly`} checked={facts.purges_nightly} aria-describedby={`${id}nightlyRemark`} onChange={(isNightly) => onChange({ purges_nightly: isNightly })} />
        </span>
        <Remark id={`${id}nightlyRemark`} hint={t("purgesNightlyHint")} error={errors.nightly} />
      </div>
    </>
  );
}
