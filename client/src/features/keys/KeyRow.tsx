import { KeyOutlined, UnlockOutlined } from "@ant-design/icons";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Popconfirm, Progress } from "antd";
import { useState } from "react";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { When } from "@/ui/kit/When";
import { showProblem } from "@/ui/toast/undo";
import { keysQuery, progressOf, renewKey, type FieldKey } from "./keys";
import styles from "./keys.module.css";
import { OpenDialog } from "./OpenDialog";

function KeyState({ entry }: { entry: FieldKey }) {
  const { t } = useTranslation("encryption");
  const format = useFormat();
  if (entry.run === null) return <span className={styles.quiet}>{t("values", { count: entry.values, number: format.number(entry.values) })}</span>;
  const what = t(`phase.${entry.run.deed}.${entry.run.phase}`);
  return (
    <span className={styles.progress}>
      <Progress percent={progressOf(entry.run)} size="small" aria-label={what} />
      <span className={styles.quiet}>{what}</span>
    </span>
  );
}

/** One encrypted field: its key, what is being done with its values, and what can be done. */
export function KeyRow({ entry }: { entry: FieldKey }) {
  const { t } = useTranslation("encryption");
  const client = useQueryClient();
  const [isOpening, setOpening] = useState(false);
  const refresh = () => client.invalidateQueries({ queryKey: keysQuery.queryKey });
  const renew = useMutation({ mutationFn: () => renewKey(entry), onSuccess: refresh, onError: showProblem });
  const isBusy = entry.run !== null;
  return (
    <li className={styles.row}>
      <span className={styles.name}>
        <Link to="/settings/objects" search={{ object: entry.object } as never}>{entry.label}</Link>
        <span className={styles.quiet}>{entry.object_label}</span>
      </span>
      <span className={styles.quiet}>
        {t("version", { version: entry.version })} · <When at={entry.made_at} />
      </span>
      <KeyState entry={entry} />
      <span className={styles.buttons}>
        <Popconfirm title={t("renew")} description={t("renewText")} okText={t("renew")} onConfirm={() => renew.mutate()}>
          <Button size="small" icon={<KeyOutlined />} loading={renew.isPending} disabled={isBusy}>{t("renew")}</Button>
        </Popconfirm>
        <Button size="small" icon={<UnlockOutlined />} disabled={isBusy} onClick={() => setOpening(true)}>{t("open")}</Button>
      </span>
      {isOpening && <OpenDialog entry={entry} onClose={() => setOpening(false)} onDone={refresh} />}
    </li>
  );
}
