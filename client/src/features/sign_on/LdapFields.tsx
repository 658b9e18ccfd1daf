import { Alert, Button, Input, Switch } from "antd";
import { useId } from "react";
import { useTranslation } from "@/i18n";
import { FactInput, type FactsFormProps } from "./FactInput";
import { LdapGroups } from "./LdapGroups";
import { SecretInput, type SecretProps } from "./SecretInput";
import { activeDirectory } from "./signOn";
import styles from "./signOn.module.css";

const certificate = "-----BEGIN CERTIFICATE-----";

/** Where an LDAP directory is, how it is asked, and what it calls things. */
export function LdapFields({ secret, ...form }: FactsFormProps & { secret: SecretProps }) {
  const { t } = useTranslation("sign_on");
  const authority = useId();
  const { facts, fault, onChange } = form;
  const isClearAsked = facts.address.trim().startsWith("ldap://");
  return (
    <>
      <FactInput {...form} name="address" hint={t("hint.address")} />
      {isClearAsked && (
        <label className={styles.switch}>
          <Switch size="small" checked={facts.in_clear} onChange={(in_clear) => onChange({ in_clear })} />
          <span>
            {t("field.in_clear")}
            <small className={styles.hint}>{t("hint.in_clear")}</small>
          </span>
        </label>
      )}
      {isClearAsked && facts.in_clear && <Alert type="warning" showIcon title={t("clearWarning")} />}
      <div className={styles.field}>
        <label htmlFor={authority}>{t("field.authority")}</label>
        <Input.TextArea
          id={authority} value={facts.authority} autoSize={{ minRows: 2, maxRows: 6 }} spellCheck={false} status={fault("authority") ? "error" : ""}
          placeholder={certificate} aria-describedby={`${authority}-remark`} onChange={(event) => onChange({ authority: event.target.value })}
        />
        <small id={`${authority}-remark`} className={fault("authority") ? styles.fault : styles.hint} role={fault("authority") ? "alert" : undefined}>
          {fault("authority") ?? t("hint.authority")}
        </small>
      </div>
      <FactInput {...form} name="bind_name" hint={t("hint.bind_name")} />
      <SecretInput {...secret} label={t("field.bind_password")} />
      <FactInput {...form} name="base" hint={t("hint.base")} />
      <div>
        <Button size="small" onClick={() => onChange(activeDirectory)}>
          {t("activeDirectory")}
        </Button>
      </div>
      <FactInput {...form} name="user_filter" hint={t("hint.user_filter")} />
      <div className={styles.pair}>
        <FactInput {...form} name="login_attribute" />
        <FactInput {...form} name="name_attribute" />
        <FactInput {...form} name="email_attribute" />
        <FactInput {...form} name="id_attribute" hint={t("hint.id_attribute")} />
      </div>
      <LdapGroups {...form} />
      <label className={styles.switch}>
        <Switch size="small" checked={facts.compares} onChange={(compares) => onChange({ compares })} />
        <span>
          {t("field.compares")}
          <small className={styles.hint}>{t("hint.compares")}</small>
        </span>
      </label>
    </>
  );
}
