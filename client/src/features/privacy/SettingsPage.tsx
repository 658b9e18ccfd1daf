import { useMutation, useQuery } from "@tanstack/react-query";
import { Button, Input } from "antd";
import { useId, useState } from "react";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { LabelledInput } from "@/ui/kit/LabelledInput";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { changeNotice, heads, noticeFactsQuery, notices, type NoticeFacts } from "./notice";
import styles from "./privacy.module.css";
import { RegisterLinks } from "./RegisterLinks";

function NoticeForm({ kept }: { kept: NoticeFacts }) {
  const { t } = useTranslation("privacy");
  const id = useId();
  const [facts, setFacts] = useState(kept);
  const set = (name: keyof NoticeFacts) => (event: { target: { value: string } }) => setFacts({ ...facts, [name]: event.target.value });
  const save = useMutation({
    mutationFn: () => changeNotice(facts),
    onSuccess: async ({ changeSet }) => {
      await queryClient.invalidateQueries({ queryKey: ["privacy"] });
      showWritten(t("settings.done"), changeSet);
    },
    onError: (problem) => {
      if (!isProblem(problem) || problem.errors.length === 0) showProblem(problem);
    },
  });
  const fault = (name: keyof NoticeFacts) => (isProblem(save.error) ? save.error.forField(name) : undefined);
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <p className={styles.hint}>{t("settings.headText")}</p>
      {heads.map((name) => (
        <LabelledInput key={name} label={t(`settings.${name}`)} value={facts[name]} maxLength={500} error={fault(name)} onChange={set(name)} />
      ))}
      <h3>{t("settings.notice")}</h3>
      <p className={styles.hint}>{t("settings.noticeText")}</p>
      <LabelledInput label={t("settings.address")} type="url" value={facts.address} maxLength={500} error={fault("address")} onChange={set("address")} />
      {notices.map((name) => (
        <label key={name} htmlFor={`${id}${name}`}>
          {t(`settings.${name}`)}
          <Input.TextArea id={`${id}${name}`} rows={6} maxLength={20_000} value={facts[name]} onChange={set(name)} />
        </label>
      ))}
      <div>
        <Button type="primary" htmlType="submit" loading={save.isPending}>{t("settings.save")}</Button>
      </div>
    </form>
  );
}

/** Who answers for data of persons, what everybody is told about it, and the register. */
export default function SettingsPage() {
  const { t } = useTranslation("privacy");
  const { data: kept } = useQuery(noticeFactsQuery);
  if (!kept) return <ListSkeleton />;
  return (
    <div className={styles.settings}>
      <Card title={t("settings.title")}>
        <NoticeForm key={JSON.stringify(kept)} kept={kept} />
      </Card>
      <Card title={t("register.title")}>
        <p className={styles.hint}>{t("register.text")}</p>
        <RegisterLinks />
      </Card>
    </div>
  );
}
