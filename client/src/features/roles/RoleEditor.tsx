import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Alert, Button } from "antd";
import { useState } from "react";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import { isProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { saveRecord } from "@/records/form/saving";
import { Card } from "@/ui/kit/Card";
import { showWritten } from "@/ui/toast/undo";
import { CopyRole } from "./CopyRole";
import { FieldLevels } from "./FieldLevels";
import { GrantRow } from "./GrantRow";
import { grantFor, rights, withGrant, type Grant, type Grants } from "./grants";
import { Holders } from "./Holders";
import { Meanings } from "./Meanings";
import styles from "./roles.module.css";
import { SecondFactorSwitch } from "./SecondFactorSwitch";
import { useDraftGrants } from "./useDraftGrants";
import { rightHints, rightTexts } from "./words";

function useSaveGrants(role: WireRecord, onSaved: () => void) {
  const { t } = useTranslation("roles");
  const client = useQueryClient();
  return useMutation({
    mutationFn: (grants: Grants) => saveRecord({ object: "role", id: role.id, values: { grants }, version: role.version }),
    onSuccess: ({ changeSet }) => {
      onSaved();
      showWritten(t("saved", { role: String(role.name) }), changeSet);
      void client.invalidateQueries({ queryKey: keys.object("role") });
      void client.invalidateQueries({ queryKey: keys.meta });
    },
  });
}

/** The grants of one role: rights for each object, how far they reach, and fields that show less. */
export function RoleEditor({ role, onCopied }: { role: WireRecord; onCopied: (id: string) => void }) {
  const { t } = useTranslation("roles");
  const meta = useMeta().data;
  const { grants, isChanged, change: shape, discard, forget } = useDraftGrants(role);
  const [fieldsOf, setFieldsOf] = useState<ObjectMeta | null>(null);
  const save = useSaveGrants(role, forget);
  const isLocked = role.is_locked === true;
  const all = Object.values(meta?.objects ?? {});
  const objects = all.filter((object) => !object.parent);
  const linesOf = (object: ObjectMeta) => all.filter((each) => Object.values(object.fields).some((field) => field.lines === each.name));
  const limited = (object: ObjectMeta) => [object, ...linesOf(object)].reduce((sum, each) => sum + Object.keys(grantFor(grants, each.name).fields).length, 0);
  const change = (object: string) => (grant: Grant | null) => shape((now) => withGrant(now, object, grant));
  return (
    <Card
      title={String(role.name)}
      isFlush
      extra={
        <span className={styles.buttons}>
          {isChanged ? <Button onClick={discard}>{t("discard")}</Button> : <CopyRole role={role} grants={grants} onCopied={onCopied} />}
          {!isLocked && (
            <Button type="primary" disabled={!isChanged} loading={save.isPending} onClick={() => save.mutate(grants)}>
              {t("save")}
            </Button>
          )}
        </span>
      }
    >
      {isLocked && <Alert type="info" title={t("lockedText")} banner />}
      {save.error && <Alert type="error" banner title={isProblem(save.error) ? save.error.message : t("ui:problem.unknown")} />}
      {isChanged && <Alert type="warning" banner title={t("unsaved")} />}
      <Holders role={role} />
      <SecondFactorSwitch role={role} />
      <Meanings />
      <div className={styles.frame}>
        <table className={styles.matrix}>
          <thead>
            <tr>
              <th scope="col">{t("object")}</th>
              <th scope="col" title={t("readScopeHint")}>{t("readScope")}</th>
              <th scope="col" title={t("editScopeHint")}>{t("editScope")}</th>
              <th scope="col" title={t("fieldLevelsHint")}>{t("fieldLevels")}</th>
              {rights.map((right) => (
                <th key={right} scope="col" title={t(rightHints[right])}>{t(rightTexts[right])}</th>
              ))}
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
                limited={limited(object)}
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
          lines={linesOf(fieldsOf)}
          grants={grants}
          isLocked={isLocked}
          onChange={shape}
          onClose={() => setFieldsOf(null)}
        />
      )}
    </Card>
  );
}
