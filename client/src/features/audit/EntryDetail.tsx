import { DownloadOutlined, SafetyCertificateOutlined } from "@ant-design/icons";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Alert, Button } from "antd";
import type { ReactNode } from "react";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { recordAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { showProblem } from "@/ui/toast/undo";
import { listed, proofAddress, readProof, sealQuery, type AuditEntry } from "./audit";
import styles from "./audit.module.css";
import { isOf, judge, type Judgement, type Proof } from "./proof";

const tones = { sound: "success", unsigned: "warning", unable: "warning", wrong: "error" } as const satisfies Record<Judgement, string>;

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}

/** What the record is called, as the way to it where the reader may go there, and its id. */
function RecordName({ entry, id }: { entry: AuditEntry; id: string }) {
  const object = useMeta().data?.objects[entry.object ?? ""];
  return (
    <>
      {entry.title && object?.rights.includes("read") && <Link {...recordAddress(object.name, id)}>{entry.title}</Link>}
      {entry.title && !object?.rights.includes("read") && entry.title} <code className={styles.code}>{id}</code>
    </>
  );
}

function told(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : JSON.stringify(value);
}

/** Everything that the log holds about one deed. */
export function EntryFacts({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const format = useFormat();
  return (
    <dl className={styles.facts}>
      <Fact name={t("fact.number")}>{entry.seq}</Fact>
      <Fact name={t("fact.at")}>{format.exactTime(entry.at)}</Fact>
      <Fact name={t("fact.by")}>{entry.by.title ?? entry.by.id}</Fact>
      <Fact name={t("fact.action")}>{entry.action_label}</Fact>
      {entry.object_label && <Fact name={t("fact.object")}>{entry.object_label}</Fact>}
      {entry.record_id && <Fact name={t("fact.record")}><RecordName entry={entry} id={entry.record_id} /></Fact>}
      {entry.fields.length > 0 && <Fact name={t("fact.fields")}>{listed(entry.fields.map(({ label }) => label))}</Fact>}
      {entry.change_set && <Fact name={t("fact.changeSet")}><code className={styles.code}>{entry.change_set}</code></Fact>}
      {Object.entries(entry.note).map(([name, value]) => <Fact key={name} name={name}>{told(value)}</Fact>)}
    </dl>
  );
}

function ProofState({ judgement, proof }: { judgement: Judgement; proof: Proof }) {
  const { t } = useTranslation("audit");
  return (
    <div className={styles.proof}>
      <Alert type={tones[judgement]} showIcon title={t(`proof.${judgement}`)} role="status" />
      <details>
        <summary>{t("proof.whole")}</summary>
        <pre className={styles.code}>{proof.entry}</pre>
        <pre className={styles.code}>{proof.checkpoint}</pre>
      </details>
    </div>
  );
}

/** One entry: its facts, and whether the sealed log holds it. */
export function EntryDetail({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation("audit");
  const { data: seal } = useQuery(sealQuery);
  const check = useMutation({
    mutationFn: async () => {
      const proof = await readProof(entry.seq);
      return { proof, judgement: isOf(proof, entry.seq) ? await judge(proof, seal?.key ?? "") : ("wrong" as const) };
    },
    onError: showProblem,
  });
  const isSealed = entry.batch !== null || check.isSuccess;
  return (
    <div className={styles.detail}>
      <EntryFacts entry={entry} />
      <p className={styles.quiet}>{entry.batch === null ? t("proof.waiting") : t("proof.sealed", { batch: entry.batch })}</p>
      <div className={styles.actions}>
        <Button icon={<SafetyCertificateOutlined />} loading={check.isPending} disabled={!seal?.key} onClick={() => check.mutate()}>
          {t("proof.check")}
        </Button>
        {isSealed && (
          <Button icon={<DownloadOutlined />} href={proofAddress(entry.seq)}>
            {t("proof.download")}
          </Button>
        )}
      </div>
      {check.data && <ProofState {...check.data} />}
    </div>
  );
}
