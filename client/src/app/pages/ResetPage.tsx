import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { Entrance } from "./Entrance";
import styles from "./LoginForm.module.css";

interface Faults {
  next?: string | undefined;
  again?: string | undefined;
  whole?: string | undefined;
}

/** Sets the password of whoever has come by the link in a letter. Its token stands behind #, which no server sees. */
export default function ResetPage() {
  const { t } = useTranslation("app");
  const [token] = useState(() => location.hash.slice(1));
  const [faults, setFaults] = useState<Faults>({});
  const [isDone, setDone] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = new FormData(event.currentTarget);
    const [next, again] = [String(given.get("new") ?? ""), String(given.get("again") ?? "")];
    if (!next || next !== again) {
      setFaults({ next: next ? undefined : t("password.needNew"), again: next === again ? undefined : t("password.differs") });
      return;
    }
    setBusy(true);
    try {
      await api.post("/auth/reset/password", { token, new: next });
      setDone(true);
    } catch (error) {
      if (!isProblem(error)) throw error;
      const fault = error.forField("new");
      setFaults(fault ? { next: fault } : { whole: error.message });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Entrance title={t("reset.title")} lead={t(isDone ? "reset.done" : "password.hint")}>
      {!isDone && (
        <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
          {faults.whole && (
            <p className={styles.locked} role="alert">
              {faults.whole}
            </p>
          )}
          <LabelledInput label={t("password.new")} name="new" size="large" autoComplete="new-password" isSecret error={faults.next} />
          <LabelledInput label={t("password.again")} name="again" size="large" autoComplete="new-password" isSecret error={faults.again} />
          <Button type="primary" htmlType="submit" size="large" block loading={isBusy}>
            {t("reset.set")}
          </Button>
        </form>
      )}
      <div className={styles.others}>
        {faults.whole && <Link to="/forgotten">{t("reset.anew")}</Link>}
        <Link to="/login">{t("forgotten.back")}</Link>
      </div>
    </Entrance>
  );
}
