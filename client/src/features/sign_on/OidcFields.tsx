import { Select, Typography } from "antd";
import { useId } from "react";
import { useTranslation } from "@/i18n";
import { FactInput, type FactsFormProps } from "./FactInput";
import { GroupRows } from "./GroupRows";
import { SecretInput, type SecretProps } from "./SecretInput";
import styles from "./signOn.module.css";

interface OidcFieldsProps extends FactsFormProps {
  secret: SecretProps;
  /** Empty for a directory that is not kept yet. */
  callback: string;
}

/** Where a provider of OpenID Connect is, and how it knows us. */
export function OidcFields({ secret, callback, ...form }: OidcFieldsProps) {
  const { t } = useTranslation("sign_on");
  const factors = useId();
  const { facts, fault, onChange } = form;
  return (
    <>
      <FactInput {...form} name="issuer" hint={t("hint.issuer")} />
      <FactInput {...form} name="client_id" />
      <SecretInput {...secret} label={t("field.secret")} />
      {callback && (
        <div className={styles.field}>
          <span>{t("callback")}</span>
          <Typography.Text copyable code className={styles.address}>{callback}</Typography.Text>
        </div>
      )}
      <FactInput {...form} name="scopes" />
      <FactInput {...form} name="groups_claim" hint={t("hint.groups_claim")} />
      <GroupRows rows={facts.groups} hint={t("hint.groups")} error={fault("groups")} onChange={(groups) => onChange({ groups })} />
      <label htmlFor={factors} className={styles.field}>
        {t("field.trusted_factors")}
        <Select id={factors} mode="tags" value={facts.trusted_factors} open={false} suffixIcon={null} onChange={(trusted_factors: string[]) => onChange({ trusted_factors })} />
        <small className={styles.hint}>{t("hint.trusted_factors")}</small>
      </label>
    </>
  );
}
