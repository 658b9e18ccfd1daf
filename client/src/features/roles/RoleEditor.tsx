import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button, Checkbox, Select } from "antd";
import { useState } from "react";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { saveRecord } from "@/records/form/saving";
import { Card } from "@/ui/kit/Card";
import { showWritten } from "@/ui/toast/undo";
import { FieldLevels } from "./FieldLevels";
import { grantFor, readGrants, rights, scopes, withGrant, withRight, type Grant, type Grants } from "./grants";
import styles from "./roles.module.css";
import { rightTexts, scopeTexts } from "./words";

interface GrantRowProps {
  label: string;
  object: string;
  grants: Grants;
  isLocked: boolean;
  onChange: (grant: Grant | null) => void;
  onFields?: (() => void) | undefined;
}

function GrantRow({ label, object, grants, isLocked, onChange, onFields }: GrantRowProps) {
  const { t } = useTranslation("roles");
  const isOwn = object in grants;
  const grant = grantFor(grants, object);
  const options = scopes.map((scope) => ({ value: scope, label: t(scopeTexts[scope]) }));
  const limited = Object.keys(grant.fields).length;
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
      {rights.map((right) => (
        <td key={right}>
          <Checkbox
            checked={grant.rights.includes(right)}
            disabled={isLocked}
            aria-label={`${label}: ${t(rightTexts[right])}`}
            onChange={(event) => onChange(withRight(grant, right, event.target.checked))}
          />
        </td>
      ))}
      <td>
        <Select
          size="small" variant="borderless" value={grant.read} options={options} disabled={isLocked} popupMatchSelectWidth={false}
          aria-label={`${label}: ${t("readScope")}`}
          onChange={(read) => onChange({ ...grant, read })}
        />
      </td>
      <td>
        <Select
          size="small" variant="borderless" value={grant.edit} options={options} disabled={isLocked} popupMatchSelectWidth={false}
          aria-label={`${label}: ${t("editScope")}`}
          onChange={(edit) => onChange({ ...grant, edit })}
        />
      </td>
      <td>
        {onFields && (
          <Button type="link" size="small" onClick={onFields}>
            {limited ? t("fieldsLimited", { count: limited }) : t("fields")}
          </Button>
        )}
      </td>
    </tr>
  );
}

function useSaveGrants(role: WireRecord) {
  const { t } = useTranslation("roles");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (grants: Grants) => saveRecord({ object: "role", id: role.id, values: { grants }, version: role.version }),
    onSuccess: ({ changeSet }) => {
      showWritten(t("saved", { role: String(role.name) }), changeSet);
      void client.invalidateQueries({ queryKey: keys.object("role") });
      void client.invalidateQueries({ queryKey: keys.meta });
    },
  });
}

/** The grants of one role: rights for each object, how far they reach, and fields that show less. */
export function RoleEditor({ role }: { role: WireRecord }) {
  const { t } = useTranslation("roles");
  const meta = useMeta().data;
  const before = readGrants(role.grants);
  const [grants, setGrants] = useState<Grants>(before);
  const [fieldsOf, setFieldsOf] = useState<ObjectMeta | null>(null);
  const save = useSaveGrants(role);
  const isLocked = role.is_locked === true;
  const isChanged = JSON.stringify(before) !== JSON.stringify(grants);
  const objects = Object.values(meta?.objects ?? {}).filter((object) => !object.parent);
  const change = (object: string) => (grant: Grant | null) => setGrants((now) => withGrant(now, object, grant));
  return (
    <Card
      title={String(role.name)}
      isFlush
      extra={
        !isLocked && (
          <span className={styles.buttons}>
            {isChanged && <Button onClick={() => setGrants(before)}>{t("discard")}</Button>}
            <Button type="primary" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate(grants)}>
              {t("save")}
            </Button>
          </span>
        )
      }
    >
      {isLocked && <Alert type="info" title={t("lockedText")} banner />}
      {save.error && <Alert type="error" banner title={isProblem(save.error) ? save.error.message : t("ui:problem.unknown")} />}
      <div className={styles.frame}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{t("object")}</th>
              {rights.map((right) => (
                <th key={right} scope="col">{t(rightTexts[right])}</th>
              ))}
              <th scope="col">{t("readScope")}</th>
              <th scope="col">{t("editScope")}</th>
              <th scope="col">{t("fieldLevels")}</th>
            </tr>
          </thead>
          <tbody>
            <GrantRow label={t("everyObject")} object="*" grants={grants} isLocked={isLocked} onChange={change("*")} />
            {objects.map((object) => (
              <GrantRow
                key={object.name}
                label={object.plural}
                object={object.name}
                grants={grants}
                isLocked={isLocked}
                onChange={change(object.name)}
                onFields={() => setFieldsOf(object)}
              />
            ))}
          </tbody>
        </table>
      </div>
      {fieldsOf && (
        <FieldLevels
          object={fieldsOf}
          grant={grantFor(grants, fieldsOf.name)}
          isLocked={isLocked}
          onChange={change(fieldsOf.name)}
          onClose={() => setFieldsOf(null)}
        />
      )}
    </Card>
  );
}
