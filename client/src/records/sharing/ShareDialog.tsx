import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Modal } from "antd";
import { useState } from "react";
import { api } from "@/api/client";
import { isProblem } from "@/api/problem";
import { useTranslation } from "@/i18n";
import { dayIn } from "@/ui/format/dates";
import { useFormat } from "@/ui/format/FormatContext";
import { Avatar } from "@/ui/kit/Avatar";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { useShown } from "../page/PageContext";
import { nobody, shareBody, sharesQuery, type NewShare, type Share } from "./sharing";
import { ShareForm } from "./ShareForm";
import styles from "./sharing.module.css";

interface ShareRowProps {
  share: Share;
  mayEnd: boolean;
  onEnd: () => void;
}

function ShareRow({ share, mayEnd, onEnd }: ShareRowProps) {
  const { t } = useTranslation("sharing");
  const format = useFormat();
  const name = share.with.title ?? t(`kind.${share.with.kind}`);
  const until = share.until ? t(share.is_over ? "wasUntil" : "goesUntil", { day: format.date(share.until) }) : t("withoutEnd");
  const facts = [t(`level.${share.level}`), share.with_below ? t("withBelow") : "", until].filter(Boolean).join(" · ");
  return (
    <li data-over={share.is_over || undefined}>
      <Avatar name={name} size="small" />
      <div>
        <b>{name}</b>
        <span className={styles.small}>{facts}</span>
        <span className={styles.small}>
          {t("sharedBy", { name: share.by.title ?? "", day: format.date(dayIn(format.timeZone, new Date(share.at))) })}
          {share.reason ? ` · ${share.reason}` : ""}
        </span>
      </div>
      {mayEnd && (
        <Button size="small" aria-label={t("endFor", { name })} onClick={onEnd}>
          {t("end")}
        </Button>
      )}
    </li>
  );
}

/** Shares the record by hand, tells who has it so, and takes it back. */
export function ShareDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("sharing");
  const { object, record, title } = useShown();
  const client = useQueryClient();
  const query = sharesQuery(object.name, record.id);
  const shares = useQuery(query);
  const [share, setShare] = useState<NewShare>(nobody);
  const path = `/records/${object.name}/${record.id}/shares`;
  const renew = () => client.invalidateQueries({ queryKey: query.queryKey });
  const add = useMutation({
    mutationFn: () => api.write("POST", path, { body: shareBody(share) }),
    onSuccess: ({ changeSet }) => {
      setShare(nobody);
      showWritten(t("done", { title }), changeSet);
      return renew();
    },
  });
  const end = useMutation({
    mutationFn: (id: string) => api.write("DELETE", `${path}/${id}`),
    onSuccess: ({ changeSet }) => {
      showWritten(t("ended", { title }), changeSet);
      return renew();
    },
    onError: showProblem,
  });
  const fault = isProblem(add.error) ? (add.error.errors[0]?.message ?? add.error.message) : null;
  const list = shares.data?.shares ?? [];
  return (
    <Modal open title={t("title", { title })} footer={null} onCancel={onClose}>
      {shares.data?.may_share && <ShareForm share={share} isBusy={add.isPending} fault={fault} onChange={setShare} onShare={() => add.mutate()} />}
      {list.length > 0 ? (
        <ul className={styles.shares} aria-label={t("list")}>
          {list.map((each) => (
            <ShareRow key={each.id} share={each} mayEnd={shares.data?.may_share ?? false} onEnd={() => end.mutate(each.id)} />
          ))}
        </ul>
      ) : (
        shares.isSuccess && <p className={styles.small}>{t("none")}</p>
      )}
    </Modal>
  );
}
