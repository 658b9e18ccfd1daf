import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { waysQuery } from "@/api/security";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { Entrance } from "./Entrance";
import styles from "./LoginForm.module.css";

/** Asks for a link to set a new password; whether the name is known is not told. */
export default function ForgottenPage() {
  const { t } = useTranslation("app");
  const [login, setLogin] = useState("");
  const ways = useQuery(waysQuery);
  const ask = useMutation({ mutationFn: () => api.post("/auth/reset", { login }) });
  const hasMail = ways.data?.reset_by_mail !== false;
  return (
    <Entrance title={t("forgotten.title")} lead={t(hasMail ? "forgotten.lead" : "forgotten.noMail")}>
      {ask.isSuccess && <p role="status">{t("forgotten.sent")}</p>}
      {hasMail && !ask.isSuccess && (
        <form
          className={styles.form}
          noValidate
          onSubmit={(event) => {
            event.preventDefault();
            if (login.trim()) ask.mutate();
          }}
        >
          <LabelledInput
            label={t("login.login")} name="login" size="large" autoComplete="username" autoCapitalize="none" spellCheck={false} value={login}
            onChange={(event) => setLogin(event.target.value)} error={ask.error?.message}
          />
          <Button type="primary" htmlType="submit" size="large" block loading={ask.isPending}>
            {t("forgotten.send")}
          </Button>
        </form>
      )}
      <div className={styles.others}>
        <Link to="/login">{t("forgotten.back")}</Link>
      </div>
    </Entrance>
  );
}
