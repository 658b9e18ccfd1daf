import { Select } from "antd";
import { useId } from "react";
import { useTranslation } from "@/i18n";
import { FactInput, type FactsFormProps } from "./FactInput";
import { GroupRows } from "./GroupRows";
import { waysToGroups } from "./signOn";
import styles from "./signOn.module.css";

/** Where the groups of an LDAP directory stand, and which roles they give. */
export function LdapGroups(form: FactsFormProps) {
  const { t } = useTranslation("sign_on");
  const way = useId();
  const { facts, fault, onChange } = form;
  return (
    <>
      <label htmlFor={way} className={styles.field}>
        {t("field.groups_by")}
        <Select
          id={way} value={facts.groups_by} options={waysToGroups.map((value) => ({ value, label: t(`groupsBy.${value}`) }))}
          onChange={(groups_by) => onChange({ groups_by })}
        />
      </label>
      {facts.groups_by !== "memberOf" && (
        <>
          <FactInput {...form} name="group_base" hint={t("hint.group_base")} />
          <FactInput {...form} name="group_filter" hint={t("hint.group_filter")} />
        </>
      )}
      <GroupRows rows={facts.groups} hint={t("hint.ldapGroups")} error={fault("groups")} onChange={(groups) => onChange({ groups })} />
    </>
  );
}
