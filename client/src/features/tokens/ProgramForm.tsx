import { useMutation } from "@tanstack/react-query";
import { Button, Checkbox, Input } from "antd";
import { useId, useState } from "react";
import { isProblem } from "@/api/problem";
import { ReferencePicker } from "@/fields/reference/ReferencePicker";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { registerProgram } from "./programs";
import { scopes } from "./tokens";
import styles from "./tokens.module.css";

interface ProgramFormProps {
  /** With the secret, null for a program that has none. */
  onMade: (secret: string | null) => void;
  onCancel: () => void;
}

/** Registers a program: its name, where it may be sent back to, and what it may ask for. */
export function ProgramForm({ onMade, onCancel }: ProgramFormProps) {
  const { t } = useTranslation("tokens");
  const id = useId();
  const [name, setName] = useState("");
  const [redirects, setRedirects] = useState("");
  const [chosen, choose] = useState<string[]>(["read"]);
  const [isConfidential, setConfidential] = useState(true);
  const [service, setService] = useState<string | null>(null);
  const add = useMutation({
    mutationFn: () => registerProgram({
      name, scopes: chosen, is_confidential: isConfidential, redirects: redirects.split(/\s+/).filter(Boolean),
      ...(service && isConfidential ? { service_user: service } : {}),
    }),
    onSuccess: ({ secret }) => onMade(secret),
  });
  const fault = isProblem(add.error) ? (add.error.errors[0]?.message ?? add.error.message) : undefined;
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      <LabelledInput label={t("programName")} value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      <label className={styles.field} htmlFor={`${id}redirects`}>
        {t("redirects")}
        <Input.TextArea id={`${id}redirects`} value={redirects} autoSize={{ minRows: 2 }} spellCheck={false} onChange={(event) => setRedirects(event.target.value)} />
      </label>
      <fieldset className={styles.scopes}>
        <legend>{t("mayAsk")}</legend>
        <Checkbox.Group value={chosen} onChange={choose} options={scopes.map((value) => ({ value, label: t(`scope.${value}`) }))} />
      </fieldset>
      <Checkbox checked={isConfidential} onChange={(event) => setConfidential(event.target.checked)}>{t("keepsSecret")}</Checkbox>
      {isConfidential && (
        <label className={styles.field} htmlFor={`${id}service`}>
          {t("service")}
          <ReferencePicker id={`${id}service`} target="user" value={service ? [{ id: service, title: null }] : []} label={t("service")} onChange={(found) => setService(found[0]?.id ?? null)} />
        </label>
      )}
      {fault && <p role="alert" className={styles.fault}>{fault}</p>}
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit" loading={add.isPending} disabled={!name.trim()}>{t("registerNow")}</Button>
        <Button onClick={onCancel}>{t("cancel")}</Button>
      </div>
    </form>
  );
}
