import { LockOutlined, StopOutlined } from "@ant-design/icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { useState } from "react";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import type { PanelProps } from "@/ui/panels";
import { liftMark, marksQuery, type Mark } from "./marks";
import { useIsOfficer } from "./officer";
import styles from "./privacy.module.css";
import { ReasonDialog } from "./ReasonDialog";

interface BannerProps {
  mark: Mark;
  onLift?: () => void;
}

function Banner({ mark, onLift }: BannerProps) {
  const { t } = useTranslation("privacy");
  const format = useFormat();
  const facts = [mark.reason, mark.request, mark.by, format.dateTime(mark.at)].filter(Boolean).join(" · ");
  const until = mark.until ? t("mark.heldUntil", { day: format.date(mark.until) }) : t("mark.held");
  return (
    <div className={styles.banner} role="status" data-kind={mark.kind}>
      {mark.kind === "restricted" ? <StopOutlined aria-hidden="true" /> : <LockOutlined aria-hidden="true" />}
      <p>
        <b>{mark.kind === "restricted" ? t("mark.restricted") : until}</b> <span>{facts}</span>
      </p>
      {onLift && <Button size="small" onClick={onLift}>{t("mark.lift")}</Button>}
    </div>
  );
}

/** Says plainly that nothing may be done with the record, or that it must stay, and why. */
export default function MarkBanner({ object, id, title }: PanelProps) {
  const { t } = useTranslation("privacy");
  const client = useQueryClient();
  const isOfficer = useIsOfficer();
  const [lifted, lift] = useState<Mark | null>(null);
  const marks = useQuery(marksQuery(object, id)).data?.marks ?? [];
  const end = useMutation({
    mutationFn: (reason: string) => liftMark(object, id, lifted?.kind ?? "restricted", reason),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: keys.object(object) });
      lift(null);
    },
  });
  return (
    <>
      {marks.map((mark) => (
        <Banner key={mark.kind} mark={mark} {...(isOfficer ? { onLift: () => lift(mark) } : {})} />
      ))}
      {lifted && (
        <ReasonDialog
          title={t(`mark.liftTitle.${lifted.kind}`)}
          text={t(`mark.liftText.${lifted.kind}`, { title })}
          button={t("mark.lift")}
          isBusy={end.isPending}
          error={end.error}
          onAnswer={(reason) => end.mutate(reason)}
          onClose={() => lift(null)}
        />
      )}
    </>
  );
}
