import { useMutation } from "@tanstack/react-query";
import { Button, Drawer, Switch } from "antd";
import { useState } from "react";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { Segments } from "@/ui/kit/Segments";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { FactInput } from "./FactInput";
import { LdapFields } from "./LdapFields";
import { Newcomers } from "./Newcomers";
import { OidcFields } from "./OidcFields";
import { factsOf, kinds, removeDirectory, saveDirectory, usual, type Directory, type DirectoryFacts, type Kind } from "./signOn";
import styles from "./signOn.module.css";

interface DirectoryEditorProps {
  /** Null for a new one. */
  directory: Directory | null;
  onClose: () => void;
}

function useSaving(directory: Directory | null, kind: Kind, facts: DirectoryFacts, secret: string, onDone: () => void) {
  const { t } = useTranslation("sign_on");
  const { name } = facts;
  const written = async (text: string, changeSet: string | null) => {
    showWritten(text, changeSet);
    onDone();
    await queryClient.invalidateQueries({ queryKey: ["sign-on"] });
  };
  const save = useMutation({
    mutationFn: () => saveDirectory(directory?.id ?? null, { ...factsOf(kind, facts), ...(directory ? {} : { kind }), ...(secret ? { secret } : {}) }),
    onSuccess: ({ changeSet }) => written(t("saved", { name }), changeSet),
    onError: (problem) => {
      if (!isProblem(problem) || problem.errors.length === 0) showProblem(problem);
    },
  });
  const remove = useMutation({
    mutationFn: () => removeDirectory(directory?.id ?? ""),
    onSuccess: ({ changeSet }) => written(t("removed", { name }), changeSet),
    onError: showProblem,
  });
  return { save, remove };
}

/** The secret goes with these. */
function isSamePlace(directory: Directory, facts: DirectoryFacts): boolean {
  const places = directory.kind === "oidc" ? (["issuer"] as const) : (["address", "in_clear", "authority", "bind_name"] as const);
  return places.every((name) => directory[name] === facts[name]);
}

/** One directory: where it is, how it knows us, and what becomes of who comes from it. */
export function DirectoryEditor({ directory, onClose }: DirectoryEditorProps) {
  const { t } = useTranslation("sign_on");
  const [kind, setKind] = useState<Kind>(directory?.kind ?? "oidc");
  const [facts, setFacts] = useState<DirectoryFacts>({ ...usual, ...directory });
  const [secret, setSecret] = useState("");
  const { save, remove } = useSaving(directory, kind, facts, secret, onClose);
  const problem = isProblem(save.error) ? save.error : null;
  const fault = (name: string) => problem?.forField(name);
  const onChange = (part: Partial<DirectoryFacts>) => setFacts((now) => ({ ...now, ...part }));
  const form = { facts, fault, onChange };
  const isKept = Boolean(directory?.has_secret && isSamePlace(directory, facts));
  const secretProps = { value: secret, isKept, error: fault("secret"), onChange: setSecret };
  return (
    <Drawer
      open
      size="min(40rem, 100vw)"
      title={directory ? directory.name : t("new")}
      onClose={onClose}
      footer={
        <div className={styles.foot}>
          {directory && (
            <Button danger onClick={() => remove.mutate()} loading={remove.isPending}>
              {t("remove")}
            </Button>
          )}
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="primary" loading={save.isPending} onClick={() => save.mutate()}>
            {t("save")}
          </Button>
        </div>
      }
    >
      <div className={styles.form}>
        {!directory && (
          <Segments label={t("kindOf")} value={kind} options={kinds.map((value) => ({ value, label: t(`kind.${value}`) }))} onChange={setKind} />
        )}
        <FactInput {...form} name="name" label={t(kind === "oidc" ? "field.name" : "field.ldapName")} hint={t(kind === "oidc" ? "hint.name" : "hint.ldapName")} />
        {kind === "oidc" ? <OidcFields {...form} secret={secretProps} callback={directory?.callback ?? ""} /> : <LdapFields {...form} secret={secretProps} />}
        <Newcomers {...form} kind={kind} />
        <label className={styles.switch}>
          <Switch size="small" checked={facts.is_on} onChange={(is_on) => onChange({ is_on })} />
          <span>{t("field.is_on")}</span>
        </label>
      </div>
    </Drawer>
  );
}
