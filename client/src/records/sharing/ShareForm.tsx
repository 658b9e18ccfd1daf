import { Button, Checkbox, DatePicker, Input, Segmented, Select } from "antd";
import dayjs from "dayjs";
import { useId } from "react";
import { ReferencePicker } from "@/fields/reference/ReferencePicker";
import { useTranslation } from "@/i18n";
import { audienceObjects, type AudienceKind, type NewShare } from "./sharing";
import styles from "./sharing.module.css";

interface ShareFormProps {
  share: NewShare;
  isBusy: boolean;
  fault: string | null;
  onChange: (share: NewShare) => void;
  onShare: () => void;
}

/** Asks whom to share with, for what, and until when. */
export function ShareForm({ share, isBusy, fault, onChange, onShare }: ShareFormProps) {
  const { t } = useTranslation("sharing");
  const id = useId();
  const set = (part: Partial<NewShare>) => onChange({ ...share, ...part });
  const kinds: { value: AudienceKind; label: string }[] = [
    { value: "person", label: t("kind.person") },
    { value: "team", label: t("kind.team") },
    { value: "role", label: t("kind.role") },
  ];
  const levels = [{ value: "read" as const, label: t("level.read") }, { value: "edit" as const, label: t("level.edit") }];
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        if (share.who) onShare();
      }}
    >
      <Segmented className={styles.wide} value={share.kind} options={kinds} onChange={(kind) => set({ kind, who: null })} />
      <label htmlFor={`${id}who`} className={styles.wide}>
        {t("with")}
        <ReferencePicker
          key={share.kind}
          id={`${id}who`}
          target={audienceObjects[share.kind]}
          value={share.who ? [{ id: share.who, title: null }] : []}
          label={t("with")}
          onChange={(chosen) => set({ who: chosen[0]?.id ?? null })}
        />
      </label>
      {share.kind === "team" && (
        <Checkbox className={styles.wide} checked={share.withBelow} onChange={(event) => set({ withBelow: event.target.checked })}>
          {t("withBelow")}
        </Checkbox>
      )}
      <label htmlFor={`${id}level`}>
        {t("may")}
        <Select id={`${id}level`} value={share.level} options={levels} onChange={(level) => set({ level })} />
      </label>
      <label htmlFor={`${id}until`}>
        {t("until")}
        <DatePicker id={`${id}until`} value={share.until ? dayjs(share.until) : null} placeholder={t("noEnd")} onChange={(day) => set({ until: day ? day.format("YYYY-MM-DD") : null })} />
      </label>
      <label htmlFor={`${id}reason`} className={styles.wide}>
        {t("reason")}
        <Input id={`${id}reason`} value={share.reason} maxLength={500} onChange={(event) => set({ reason: event.target.value })} />
      </label>
      {fault && <p className={styles.fault} role="alert">{fault}</p>}
      <div className={styles.foot}>
        <Button type="primary" htmlType="submit" disabled={!share.who} loading={isBusy}>
          {t("share")}
        </Button>
      </div>
    </form>
  );
}
