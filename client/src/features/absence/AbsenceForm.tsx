import { useMutation } from "@tanstack/react-query";
import { Button, DatePicker } from "antd";
import type { Dayjs } from "dayjs";
import { useId, useState } from "react";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import { ReferencePicker } from "@/fields/reference/ReferencePicker";
import { useTranslation } from "@/i18n";
import { showWritten } from "@/ui/toast/undo";
import styles from "./absence.module.css";

interface AbsenceFormProps {
  mayPlanForOthers: boolean;
  onPlanned: () => void;
}

interface Plan {
  person: string | null;
  delegate: string | null;
  since: Dayjs | null;
  until: Dayjs | null;
}

const nothing: Plan = { person: null, delegate: null, since: null, until: null };
const day = (moment: Dayjs | null) => moment?.format("YYYY-MM-DD") ?? null;

/** Plans an absence: from, until, and who stands in. */
export function AbsenceForm({ mayPlanForOthers, onPlanned }: AbsenceFormProps) {
  const { t } = useTranslation("sharing");
  const id = useId();
  const [plan, setPlan] = useState(nothing);
  const add = useMutation({
    mutationFn: () => api.write("POST", "/sharing/absences", { body: { ...(plan.person ? { person: plan.person } : {}), delegate: plan.delegate, since: day(plan.since), until: day(plan.until) } }),
    onSuccess: ({ changeSet }) => {
      setPlan(nothing);
      showWritten(t("absence.done"), changeSet);
      onPlanned();
    },
  });
  const picker = (name: "person" | "delegate", label: string) => (
    <label htmlFor={`${id}${name}`}>
      {label}
      <ReferencePicker id={`${id}${name}`} target="user" value={plan[name] ? [{ id: plan[name], title: null }] : []} label={label} onChange={(chosen) => setPlan({ ...plan, [name]: chosen[0]?.id ?? null })} />
    </label>
  );
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        add.mutate();
      }}
    >
      {mayPlanForOthers && picker("person", t("absence.who"))}
      {picker("delegate", t("absence.delegate"))}
      <label htmlFor={`${id}since`}>
        {t("absence.since")}
        <DatePicker id={`${id}since`} value={plan.since} onChange={(since) => setPlan({ ...plan, since })} />
      </label>
      <label htmlFor={`${id}until`}>
        {t("absence.until")}
        <DatePicker id={`${id}until`} value={plan.until} {...(plan.since ? { minDate: plan.since } : {})} onChange={(until) => setPlan({ ...plan, until })} />
      </label>
      {isProblem(add.error) && <p role="alert" className={styles.fault}>{add.error.errors[0]?.message ?? add.error.message}</p>}
      <Button type="primary" htmlType="submit" className={styles.send} disabled={!plan.delegate || !plan.since || !plan.until} loading={add.isPending}>
        {t("absence.save")}
      </Button>
    </form>
  );
}
