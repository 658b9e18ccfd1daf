import { Button, Checkbox, Select } from "antd";
import { useTranslation } from "@/i18n";
import { grantFor, rights, scopes, withRight, type Grant, type Grants } from "./grants";
import styles from "./roles.module.css";
import { rightTexts, scopeTexts } from "./words";

interface GrantRowProps {
  label: string;
  object: string;
  grants: Grants;
  isLocked: boolean;
  /** How many fields show less than the record. */
  limited?: number;
  onChange: (grant: Grant | null) => void;
  onFields?: (() => void) | undefined;
}

interface ScopeProps {
  label: string;
  word: string;
  value: Grant["read"];
  isLocked: boolean;
  onChange: (scope: Grant["read"]) => void;
}

function ScopeCell({ label, word, value, isLocked, onChange }: ScopeProps) {
  const { t } = useTranslation("roles");
  const options = scopes.map((scope) => ({ value: scope, label: t(scopeTexts[scope]) }));
  return (
    <td className={styles.scope}>
      <span className={styles.onPhone}>{word}</span>
      <Select size="small" variant="borderless" value={value} options={options} disabled={isLocked} popupMatchSelectWidth={false} aria-label={`${label}: ${word}`} onChange={onChange} />
    </td>
  );
}

/** What a role may do with one object, right by right. */
export function GrantRow({ label, object, grants, isLocked, limited = 0, onChange, onFields }: GrantRowProps) {
  const { t } = useTranslation("roles");
  const isOwn = object in grants;
  const grant = grantFor(grants, object);
  return (
    <tr data-inherited={isOwn || object === "*" ? undefined : true}>
      <th scope="row">
        {label}
        {isOwn && object !== "*" && !isLocked && (
          <Button type="link" size="small" onClick={() => onChange(null)}>
            {t("asElsewhere")}
          </Button>
        )}
      </th>
      <ScopeCell label={label} word={t("readScope")} value={grant.read} isLocked={isLocked} onChange={(read) => onChange({ ...grant, read })} />
      <ScopeCell label={label} word={t("editScope")} value={grant.edit} isLocked={isLocked} onChange={(edit) => onChange({ ...grant, edit })} />
      <td className={styles.scope}>
        {onFields && (
          <>
            <span className={styles.onPhone}>{t("fieldLevels")}</span>
            <Button type="link" size="small" onClick={onFields}>
              {limited ? t("fieldsLimited", { count: limited }) : t("fields")}
            </Button>
          </>
        )}
      </td>
      {rights.map((right) => (
        <td key={right}>
          <Checkbox
            checked={grant.rights.includes(right)}
            disabled={isLocked}
            aria-label={`${label}: ${t(rightTexts[right])}`}
            onChange={(event) => onChange(withRight(grant, right, event.target.checked))}
          >
            <span className={styles.onPhone}>{t(rightTexts[right])}</span>
          </Checkbox>
        </td>
      ))}
    </tr>
  );
}
