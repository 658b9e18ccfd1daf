import { useMutation } from "@tanstack/react-query";
import { Button, Input, Modal, Select } from "antd";
import { useId, useRef, useState } from "react";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import { queryClient } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { showWritten } from "@/ui/toast/undo";
import { ways, writeConsent, type Channel, type Consent, type State } from "./consents";
import styles from "./privacy.module.css";

interface ConsentDialogProps {
  about: { object: string; id: string; purpose: string; channel: Channel };
  name: string;
  before: Consent | undefined;
  onClose: () => void;
}

/** The word that suggests itself: who has agreed takes it back, everybody else agrees. */
function next(before: Consent | undefined): State {
  return before?.state === "given" ? "withdrawn" : "given";
}

const words = ["given", "refused", "withdrawn"] as const;

/** What the person says now, how one knows, and the proof. */
export function ConsentDialog({ about, name, before, onClose }: ConsentDialogProps) {
  const { t } = useTranslation("privacy");
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const [word, setWord] = useState({ state: next(before), how: "form", proof: "" });
  const save = useMutation({
    mutationFn: async () => {
      const written = await writeConsent(about, before, word);
      const chosen = file.current?.files?.[0];
      if (chosen) {
        await api.write("POST", `/records/consent/${written.body.id}/files`, { raw: chosen, headers: { "X-File-Name": encodeURIComponent(chosen.name) } });
      }
      return written;
    },
    onSuccess: async ({ changeSet }) => {
      await queryClient.invalidateQueries();
      showWritten(t("consent.done"), changeSet);
      onClose();
    },
  });
  return (
    <Modal open title={name} onCancel={onClose} footer={null} destroyOnHidden>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <label htmlFor={`${id}state`}>
          {t("consent.word")}
          <Select id={`${id}state`} value={word.state} options={words.map((value) => ({ value, label: t(`consent.state.${value}`) }))} onChange={(state: State) => setWord({ ...word, state })} />
        </label>
        <label htmlFor={`${id}how`}>
          {t("consent.how")}
          <Select id={`${id}how`} value={word.how} options={ways.map((value) => ({ value, label: t(`consent.way.${value}`) }))} onChange={(how) => setWord({ ...word, how })} />
        </label>
        <label htmlFor={`${id}proof`}>
          {t("consent.proof")}
          <Input.TextArea id={`${id}proof`} rows={3} maxLength={2000} placeholder={t("consent.proofHint")} value={word.proof} onChange={(event) => setWord({ ...word, proof: event.target.value })} />
        </label>
        <label htmlFor={`${id}file`}>
          {t("consent.file")}
          <input ref={file} id={`${id}file`} type="file" />
        </label>
        {isProblem(save.error) && <p role="alert" className={styles.fault}>{save.error.errors[0]?.message ?? save.error.message}</p>}
        <div className={styles.actions}>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button type="primary" htmlType="submit" disabled={!word.proof.trim()} loading={save.isPending}>{t("consent.save")}</Button>
        </div>
      </form>
    </Modal>
  );
}
