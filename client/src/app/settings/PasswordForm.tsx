import { Button } from "antd";
import { useState, type FormEvent } from "react";
import { isProblem } from "@/api/problem";
import { changePassword } from "@/api/session";
import { useTranslation } from "@/i18n";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { showProblem } from "@/ui/toast/undo";
import styles from "./PasswordForm.module.css";

interface Faults {
  current?: string | undefined;
  next?: string | undefined;
  again?: string | undefined;
}

/** Changes the person's own password; what is wrong stands beside its field. */
export function PasswordForm({ onChanged }: { onChanged: () => void }) {
  const { t } = useTranslation("app");
  const [faults, setFaults] = useState<Faults>({});
  const [isBusy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    const given = (name: string) => (form.elements.namedItem(name) as HTMLInputElement).value;
    const found: Faults = {
      current: given("current") ? undefined : t("password.needCurrent"),
      next: given("new") ? undefined : t("password.needNew"),
      again: given("new") === given("again") ? undefined : t("password.differs"),
    };
    setFaults(found);
    if (Object.values(found).some(Boolean)) return;
    setBusy(true);
    try {
      await changePassword(given("current"), given("new"));
      form.reset();
      onChanged();
    } catch (error) {
      if (!isProblem(error) || error.errors.length === 0) showProblem(error);
      else setFaults({ current: error.forField("current"), next: error.forField("new") });
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)} noValidate>
      <LabelledInput label={t("password.current")} name="current" autoComplete="current-password" isSecret error={faults.current} />
      <LabelledInput label={t("password.new")} name="new" autoComplete="new-password" isSecret error={faults.next} hint={t("password.hint")} />
      <LabelledInput label={t("password.again")} name="again" autoComplete="new-password" isSecret error={faults.again} />
      <Button type="primary" htmlType="submit" loading={isBusy}>
        {t("password.change")}
      </Button>
    </form>
  );
}
