import { useMutation } from "@tanstack/react-query";
import { Button, InputNumber } from "antd";
import { useId, useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { Segments } from "@/ui/kit/Segments";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { changeMail, securities, usualPorts, type Mail, type MailChange, type Security } from "./mail";
import styles from "./mail.module.css";

function useChange() {
  const { t } = useTranslation("mail");
  return useMutation({
    mutationFn: (change: MailChange) => changeMail(change),
    onSuccess: async ({ changeSet, body }) => {
      await queryClient.invalidateQueries();
      showWritten(t(body.is_set_up ? (body.works ? "done" : "doneUntried") : "away"), changeSet);
    },
    onError: (problem) => {
      if (!isProblem(problem) || problem.errors.length === 0) showProblem(problem);
    },
  });
}

export function MailForm({ mail }: { mail: Mail }) {
  const { t } = useTranslation("mail");
  const port = useId();
  const [facts, setFacts] = useState(mail);
  const [password, setPassword] = useState("");
  const change = useChange();
  const fault = (name: string) => (isProblem(change.error) ? change.error.forField(name) : undefined);
  const text = (name: "host" | "user" | "sender" | "sender_name") => ({
    label: t(`field.${name}`),
    value: facts[name],
    error: fault(name),
    onChange: (event: { target: { value: string } }) => setFacts({ ...facts, [name]: event.target.value }),
  });
  const secure = (security: Security) => {
    const isUsual = facts.port === usualPorts[facts.security];
    setFacts({ ...facts, security, port: isUsual ? usualPorts[security] : facts.port });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const { host, security, user, sender, sender_name } = facts;
    change.mutate({ host, port: facts.port, security, user, sender, sender_name, ...(password ? { password } : {}) });
  };
  const secretHint = mail.has_password && facts.host === mail.host ? t("passwordKept") : t("passwordHint");
  return (
    <form className={styles.form} onSubmit={submit} noValidate>
      <div className={styles.pair}>
        <LabelledInput {...text("host")} placeholder={t("hostExample")} spellCheck={false} autoComplete="off" />
        <div className={styles.field}>
          <label htmlFor={port}>{t("port")}</label>
          <InputNumber
            id={port} min={1} max={65_535} precision={0} value={facts.port} status={fault("port") ? "error" : ""}
            onChange={(given) => given !== null && setFacts({ ...facts, port: given })}
          />
        </div>
      </div>
      <Segments
        label={t("security")}
        value={facts.security}
        options={securities.map((value) => ({ value, label: t(`securities.${value}`) }))}
        onChange={secure}
      />
      {facts.security === "none" && <p className={styles.warning}>{t("openLine")}</p>}
      <LabelledInput {...text("user")} autoComplete="off" />
      <LabelledInput
        label={t("password")} isSecret value={password} hint={secretHint} error={fault("password")} autoComplete="new-password"
        onChange={(event) => setPassword(event.target.value)}
      />
      <LabelledInput {...text("sender")} type="email" placeholder={t("senderExample")} />
      <LabelledInput {...text("sender_name")} />
      <div className={styles.buttons}>
        <Button type="primary" htmlType="submit" loading={change.isPending}>
          {t("save")}
        </Button>
        {mail.is_set_up && (
          <Button onClick={() => change.mutate({ host: "" })} disabled={change.isPending}>
            {t("takeAway")}
          </Button>
        )}
      </div>
    </form>
  );
}
