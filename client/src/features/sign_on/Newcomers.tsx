import { Select, Switch } from "antd";
import { useId } from "react";
import { useTranslation } from "@/i18n";
import type { DirectoryFacts, Kind } from "./signOn";
import styles from "./signOn.module.css";
import { useChoices } from "./useChoices";

interface NewcomersProps {
  kind: Kind;
  facts: DirectoryFacts;
  fault: (name: string) => string | undefined;
  onChange: (change: Partial<DirectoryFacts>) => void;
}

interface ChoiceProps {
  name: "default_role" | "default_team";
  object: "role" | "team";
}

/** What becomes of somebody who comes for the first time. */
export function Newcomers({ kind, facts, fault, onChange }: NewcomersProps) {
  const { t } = useTranslation("sign_on");
  const id = useId();
  const choices = { role: useChoices("role"), team: useChoices("team") };
  const yesOrNo = (name: "makes_users" | "joins_by_email") => (
    <label className={styles.switch}>
      <Switch size="small" checked={facts[name]} onChange={(checked) => onChange({ [name]: checked })} />
      <span>
        {t(`field.${name}`)}
        <small className={styles.hint}>{t(name === "joins_by_email" && kind === "ldap" ? "hint.joinsInLdap" : `hint.${name}`)}</small>
      </span>
    </label>
  );
  const choice = ({ name, object }: ChoiceProps) => (
    <label htmlFor={`${id}${name}`} className={styles.field}>
      {t(`field.${name}`)}
      <Select
        id={`${id}${name}`} allowClear value={facts[name]} options={choices[object]} status={fault(name) ? "error" : ""} showSearch={{ optionFilterProp: "label" }}
        placeholder={t("none")} onChange={(value) => onChange({ [name]: value ?? null })}
      />
      {fault(name) && <span className={styles.fault} role="alert">{fault(name)}</span>}
    </label>
  );
  return (
    <>
      {yesOrNo("makes_users")}
      {facts.makes_users && (
        <div className={styles.pair}>
          {choice({ name: "default_role", object: "role" })}
          {choice({ name: "default_team", object: "team" })}
        </div>
      )}
      {yesOrNo("joins_by_email")}
    </>
  );
}
