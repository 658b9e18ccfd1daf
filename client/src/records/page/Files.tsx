import { DeleteOutlined, DownloadOutlined, InboxOutlined } from "@ant-design/icons";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Button, Progress } from "antd";
import { useRef, useState, type DragEvent } from "react";
import { apiRoot, send } from "@/api/client";
import { isProblem } from "@/api/problem";
import { keys } from "@/api/queries";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { ProblemView } from "@/ui/kit/ProblemView";
import { When } from "@/ui/kit/When";
import { showProblem, showWritten } from "@/ui/toast/undo";
import { fileIcon, fileSize } from "./fileKinds";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { filesQuery, type FileEntry } from "./queries";
import { uploadFile } from "./upload";

interface Sending {
  key: string;
  name: string;
  share: number;
  cancel: () => void;
}

function useUploads() {
  const { t } = useTranslation("page");
  const client = useQueryClient();
  const { object, record } = useShown();
  const [sending, setSending] = useState<readonly Sending[]>([]);
  const renew = () => client.invalidateQueries({ queryKey: keys.record(object.name, record.id) });
  const send = (files: Iterable<File>) => {
    for (const file of files) {
      const key = crypto.randomUUID();
      const tell = (share: number) => setSending((before) => before.map((each) => (each.key === key ? { ...each, share } : each)));
      const upload = uploadFile(`/records/${object.name}/${record.id}/files`, file, tell);
      setSending((before) => [...before, { key, name: file.name, share: 0, cancel: upload.cancel }]);
      void upload.done
        .then(({ changeSet }) => showWritten(t("files.kept", { name: file.name }), changeSet))
        .catch((error: unknown) => {
          if (!isProblem(error) || error.code !== "cancelled") showProblem(error);
        })
        .finally(() => {
          setSending((before) => before.filter((each) => each.key !== key));
          void renew();
        });
    }
  };
  return { sending, send, renew };
}

function DropZone({ onFiles }: { onFiles: (files: Iterable<File>) => void }) {
  const { t } = useTranslation("page");
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles(event.dataTransfer.files);
  };
  return (
    <>
      <button
        type="button"
        className={styles.drop}
        data-over={isOver || undefined}
        onClick={() => input.current?.click()}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <InboxOutlined aria-hidden="true" className={styles.dropIcon} />
        {t("files.drop")}
      </button>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        onChange={(event) => {
          onFiles([...(event.target.files ?? [])]);
          event.target.value = "";
        }}
      />
    </>
  );
}

function FileRow({ file, onRemove }: { file: FileEntry; onRemove: (() => void) | undefined }) {
  const { t } = useTranslation("page");
  const format = useFormat();
  const address = `${apiRoot}/files/${file.id}`;
  return (
    <li className={styles.fileRow}>
      <span className={styles.fileIcon} aria-hidden="true">
        {fileIcon(file.type, file.name)}
      </span>
      <div className={styles.entryText}>
        <a href={address} target="_blank" rel="noreferrer">
          {file.name}
        </a>
        <p className={styles.quiet}>
          {fileSize(file.size, format)} · {file.by?.title} · <When at={file.at} />
        </p>
      </div>
      <Button type="text" icon={<DownloadOutlined />} href={address} download={file.name} aria-label={t("files.download", { name: file.name })} />
      {onRemove && <Button type="text" icon={<DeleteOutlined />} aria-label={t("files.delete", { name: file.name })} onClick={onRemove} />}
    </li>
  );
}

/** The files of the record: drop them here, take them out again. */
export function Files() {
  const { t } = useTranslation("page");
  const { object, record, canEdit } = useShown();
  const files = useQuery(filesQuery(object.name, record.id));
  const { sending, send: upload, renew } = useUploads();
  const remove = async (file: FileEntry) => {
    try {
      const response = await send("DELETE", `/files/${file.id}`);
      showWritten(t("files.deleted", { name: file.name }), response.headers.get("X-Change-Set"));
      await renew();
    } catch (error) {
      showProblem(error);
    }
  };
  if (files.error) return <ProblemView error={files.error} onRetry={() => void files.refetch()} />;
  return (
    <section className={styles.card}>
      <h2 className={styles.cardTitle}>{t("files.title")}</h2>
      {canEdit && <DropZone onFiles={upload} />}
      <ul>
        {sending.map((each) => (
          <li key={each.key} className={styles.fileRow}>
            <span className={styles.entryText}>{each.name}</span>
            <Progress percent={Math.round(each.share * 100)} size="small" className={styles.progress} />
            <Button size="small" onClick={each.cancel}>
              {t("files.cancel")}
            </Button>
          </li>
        ))}
        {files.data?.files.map((file) => (
          <FileRow key={file.id} file={file} onRemove={canEdit ? () => void remove(file) : undefined} />
        ))}
      </ul>
      {files.data?.files.length === 0 && sending.length === 0 && <p className={styles.quiet}>{t("files.empty")}</p>}
    </section>
  );
}
