import { useMutation } from "@tanstack/react-query";
import { Alert, Button, Modal } from "antd";
import { queryClient } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { When } from "@/ui/kit/When";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { compareDirectory, type Comparison, type Directory } from "./signOn";
import styles from "./signOn.module.css";

const MOST = 100;

function People({ title, rows }: { title: string; rows: readonly { id: string; name: string; remark: string }[] }) {
  const { t } = useTranslation("sign_on");
  if (rows.length === 0) return null;
  return (
    <section className={styles.people}>
      <h3>{title}</h3>
      <ul>
        {rows.slice(0, MOST).map((row) => (
          <li key={row.id}>
            <b>{row.name}</b> <span className={styles.hint}>{row.remark}</span>
          </li>
        ))}
      </ul>
      {rows.length > MOST && <p className={styles.hint}>{t("compare.more", { count: rows.length - MOST })}</p>}
    </section>
  );
}

function ComparisonText({ found }: { found: Comparison }) {
  const { t } = useTranslation("sign_on");
  const { counts } = found;
  return (
    <div className={styles.form}>
      <p>{t("compare.found", { people: counts.people, known: counts.known })}</p>
      {found.is_doubtful && <Alert type="warning" showIcon title={t("compare.doubtful")} />}
      {counts.going + counts.following === 0 && <p>{t("compare.nothing")}</p>}
      <People title={t("compare.going", { count: counts.going })} rows={found.going.map((row) => ({ ...row, remark: t(`compare.${row.reason}`) }))} />
      <People
        title={t("compare.following", { count: counts.following })}
        rows={found.following.map((row) => ({ ...row, remark: row.fields.map((field) => t(`compare.field.${field as "name" | "email" | "roles"}`)).join(", ") }))}
      />
      <People title={t("compare.kept")} rows={found.kept.map((row) => ({ ...row, remark: t("compare.keptWhy") }))} />
    </div>
  );
}

function LastTime({ directory }: { directory: Directory }) {
  const { t } = useTranslation("sign_on");
  const last = directory.compared;
  if (!last) return null;
  return (
    <span className={last.fault ? styles.fault : styles.hint}>
      {last.fault ?? t("compare.last", { going: last.going ?? 0, following: last.following ?? 0 })} <When at={last.at} />
    </span>
  );
}

/** Compares people with the directory: first who would go and change, then it is done. */
export function ComparisonView({ directory }: { directory: Directory }) {
  const { t } = useTranslation("sign_on");
  const dry = useMutation({ mutationFn: () => compareDirectory(directory.id, { dry_run: true }), onError: showProblem });
  const found = dry.data?.body;
  const done = useMutation({
    mutationFn: () => compareDirectory(directory.id, { dry_run: false, confirmed: found?.is_doubtful ?? false }),
    onSuccess: async ({ body: { counts }, changeSet }) => {
      showWritten(t("compare.done", { going: counts.going, following: counts.following }), changeSet);
      dry.reset();
      await queryClient.invalidateQueries({ queryKey: ["sign-on"] });
    },
    onError: showProblem,
  });
  const isEmpty = found !== undefined && found.counts.going + found.counts.following === 0;
  return (
    <div className={styles.trial}>
      <Button size="small" loading={dry.isPending} onClick={() => dry.mutate()} aria-label={t("compare.named", { name: directory.name })}>
        {t("compare.now")}
      </Button>
      <LastTime directory={directory} />
      <Modal
        open={found !== undefined} title={t("compare.title", { name: directory.name })} onCancel={() => dry.reset()} cancelText={t("cancel")}
        okText={t(found?.is_doubtful ? "compare.doAnyway" : "compare.do")} okButtonProps={{ danger: found?.is_doubtful ?? false, disabled: isEmpty }}
        confirmLoading={done.isPending} onOk={() => done.mutate()}
      >
        {found && <ComparisonText found={found} />}
      </Modal>
    </div>
  );
}
