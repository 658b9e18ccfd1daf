import { useMutation } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { useId, useState } from "react";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { currentLanguage, useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { changeCompany, changedFacts, namedChoices, type Company, type FactName, type TextName } from "./company";
import styles from "./company.module.css";
import { Keeping } from "./Keeping";
import { SwitchedSetting } from "./SwitchedSetting";

interface ChoiceProps {
  label: string;
  value: string;
  options: { value: string; label: string }[];
  hint?: string | undefined;
  error: string | undefined;
  isFixed?: boolean;
  onChange: (value: string) => void;
}

function Choice({ label, value, options, hint, error, isFixed = false, onChange }: ChoiceProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <Select
        id={id}
        value={value}
        options={options}
        disabled={isFixed}
        showSearch={{ optionFilterProp: "label" }}
        onChange={onChange}
        status={error ? "error" : ""}
      />
      {(error ?? hint) && (
        <span className={error ? styles.error : styles.hint} role={error ? "alert" : undefined}>
          {error ?? hint}
        </span>
      )}
    </div>
  );
}

export function CompanyForm({ company }: { company: Company }) {
  const { t } = useTranslation("company");
  const [facts, setFacts] = useState(company);
  const set = (name: TextName) => (value: string) => setFacts({ ...facts, [name]: value });
  const change = changedFacts(company, facts);
  const { mutate, isPending, error } = useMutation({
    mutationFn: () => changeCompany(change),
    onSuccess: async ({ changeSet }) => {
      await queryClient.invalidateQueries();
      showWritten(t("done"), changeSet);
    },
    onError: (problem) => {
      if (!isProblem(problem) || problem.errors.length === 0) showProblem(problem);
    },
  });
  const fault = (name: FactName) => (isProblem(error) ? error.forField(name) : undefined);
  const language = currentLanguage();
  const zones = Intl.supportedValuesOf("timeZone").map((value) => ({ value, label: value.replaceAll("_", " ") }));
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        mutate();
      }}
    >
      <LabelledInput label={t("name")} value={facts.name} maxLength={100} error={fault("name")} onChange={(event) => set("name")(event.target.value)} />
      <Choice label={t("country")} value={facts.country} options={namedChoices(company.choices.country, "region", language)} hint={t("countryHint")} error={fault("country")} onChange={set("country")} />
      <Choice label={t("currency")} value={facts.currency} options={namedChoices(company.choices.currency, "currency", language)} hint={t(company.currency_is_fixed ? "currencyFixed" : "currencyHint")} error={fault("currency")} isFixed={company.currency_is_fixed} onChange={set("currency")} />
      <Choice label={t("timeZone")} value={facts.time_zone} options={zones} hint={t("timeZoneHint")} error={fault("time_zone")} onChange={set("time_zone")} />
      <Keeping facts={facts} errors={{ days: fault("retention_days"), nightly: fault("purges_nightly") }} onChange={(part) => setFacts({ ...facts, ...part })} />
      <SwitchedSetting label={t("tellsHidden")} hint={t("tellsHiddenHint")} error={fault("tells_hidden_duplicates")} isOn={facts.tells_hidden_duplicates} onChange={(isOn) => setFacts({ ...facts, tells_hidden_duplicates: isOn })} />
      <Button type="primary" htmlType="submit" loading={isPending} disabled={Object.keys(change).length === 0}>
        {t("save")}
      </Button>
    </form>
  );
}
