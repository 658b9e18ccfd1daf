import { FileExcelOutlined, InboxOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useSearch } from "@tanstack/react-router";
import { Progress } from "antd";
import { useRef, useState, type DragEvent } from "react";
import { apiRoot } from "@/api/client";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { uploadFile } from "@/records/page/upload";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { EmptyState } from "@/ui/kit/EmptyState";
import { PageHeader } from "@/ui/kit/PageHeader";
import { ProblemView } from "@/ui/kit/ProblemView";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { When } from "@/ui/kit/When";
import { showProblem } from "@/ui/toast/undo";
import styles from "./imports.module.css";
import { chooseSettings, importKeys, importsQuery, isRunning, undoneSetsQuery, type Import, type ImportState } from "./imports";
import { stateTexts, stateTones } from "./words";

const accepted = ".csv,.tsv,.txt,.xlsx,.xls,.xlsm,.ods,.vcf";

function useUpload() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const [share, setShare] = useState<number | null>(null);
  const upload = async (file: File | undefined) => {
    if (!file || share !== null) return;
    setShare(0);
    try {
      const { body: made } = await uploadFile<Import>("/imports", file, setShare).done;
      const object = typeof search.object === "string" ? search.object : null;
      const chosen = object ? await chooseSettings(made.id, { object }) : null;
      client.setQueryData(importKeys.one(made.id), { ...made, ...chosen });
      void client.invalidateQueries({ queryKey: importKeys.all, exact: true });
      await navigate({ to: `/import/${made.id}` });
    } catch (error) {
      showProblem(error);
    } finally {
      setShare(null);
    }
  };
  return { share, upload };
}

function Start() {
  const { t } = useTranslation("imports");
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const { share, upload } = useUpload();
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void upload(event.dataTransfer.files[0]);
  };
  return (
    <>
      <button
        type="button"
        className={styles.drop}
        data-over={isOver || undefined}
        disabled={share !== null}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <InboxOutlined aria-hidden="true" className={styles.dropIcon} />
        <b>{t("drop.title")}</b>
        <span className={styles.quiet}>{t("drop.text")}</span>
        {share !== null && <Progress percent={Math.round(share * 100)} size="small" />}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        accept={accepted}
        onChange={(event) => {
          void upload(event.target.files?.[0]);
          event.target.value = "";
        }}
      />
    </>
  );
}

function Templates() {
  const { t } = useTranslation("imports");
  const meta = useMeta().data;
  const objects = Object.values(meta?.objects ?? {}).filter((object) => object.rights.includes("import") && !object.parent && !object.is_setting);
  if (objects.length === 0) return null;
  return (
    <div className={styles.templates}>
      <span className={styles.quiet}>{t("templates")}</span>
      {objects.map((object) => (
        <a key={object.name} href={`${apiRoot}/imports/template/${object.name}.xlsx`} download>
          {object.plural}
        </a>
      ))}
    </div>
  );
}

function StateChip({ state, isUndone }: { state: ImportState; isUndone: boolean }) {
  const { t } = useTranslation("imports");
  if (isUndone) return <Chip tone="warn">{t("state.undone")}</Chip>;
  return <Chip tone={stateTones[state]}>{t(stateTexts[state])}</Chip>;
}

function PastImport({ each, isUndone }: { each: Import; isUndone: boolean }) {
  const { t } = useTranslation("imports");
  const format = useFormat();
  const meta = useMeta().data;
  const at = each.at ?? each.created_at;
  const figures = [
    [t("outcome.create"), each.created],
    [t("outcome.update"), each.updated],
    [t("outcome.refuse"), each.refused],
    [t("outcome.skip"), each.skipped],
  ] as const;
  return (
    <li>
      <Link to={`/import/${each.id}`} className={styles.past}>
        <span className={styles.pastName}>
          <b>{each.file_name ?? each.name ?? t("unnamed")}</b>
          <span className={styles.quiet}>
            {each.object ? (meta?.objects[each.object]?.plural ?? each.object) : t("noObject")}
            {each.by?.title && ` · ${each.by.title}`}
            {at && <> · <When at={at} /></>}
          </span>
        </span>
        {isRunning(each.state) && each.total ? (
          <Progress className={styles.pastProgress} size="small" percent={Math.floor(((each.done ?? 0) / each.total) * 100)} />
        ) : (
          <span className={styles.figures}>
            {figures.map(([label, count]) => count ? <span key={label}>{label} {format.number(count)}</span> : null)}
          </span>
        )}
        <StateChip state={each.state} isUndone={isUndone} />
      </Link>
    </li>
  );
}

/** Start an import, and see how those before went. */
export default function ImportsPage() {
  const { t } = useTranslation("imports");
  const imports = useQuery(importsQuery);
  const undone = useQuery(undoneSetsQuery).data;
  const list = imports.data?.imports ?? [];
  return (
    <>
      <PageHeader title={t("title")} />
      <div className={styles.page}>
        <Start />
        <Templates />
        <Card title={t("pastTitle")} isFlush>
          {imports.isPending && <ListSkeleton rows={3} />}
          {imports.error && <ProblemView error={imports.error} onRetry={() => void imports.refetch()} />}
          {imports.isSuccess && list.length === 0 && (
            <EmptyState isCompact icon={<FileExcelOutlined />} title={t("empty.title")} text={t("empty.text")} />
          )}
          <ul>
            {list.map((each) => (
              <PastImport key={each.id} each={each} isUndone={Boolean(each.change_set && undone?.includes(each.change_set))} />
            ))}
          </ul>
        </Card>
      </div>
    </>
  );
}
