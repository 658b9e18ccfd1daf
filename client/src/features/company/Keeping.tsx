import { InputNumber } from "antd";
import { useId } from "react";
import { useTranslation } from "@/i18n";
import type { CompanyFacts } from "./company";
import styles from "./company.module.css";
import { Remark } from "./Remark";
import { SwitchedSetting } from "./SwitchedSetting";

type Kept = Pick<CompanyFacts, "retention_days" | "purges_nightly">;

interface KeepingProps {
  facts: Kept;
  errors: { days: string | undefined; nightly: string | undefined };
  onChange: (part: Partial<Kept>) => void;
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
      <SwitchedSetting label={t("purgesNightly")} hint={t("purgesNightlyHint")} error={errors.nightly} isOn={facts.purges_nightly} onChange={(isOn) => onChange({ purges_nightly: isOn })} />
    </>
  );
}
