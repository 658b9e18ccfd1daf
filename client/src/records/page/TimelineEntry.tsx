import {
  CommentOutlined, DeleteOutlined, EnvironmentOutlined, FileOutlined, MailOutlined, MessageOutlined, PhoneOutlined, PlusOutlined, SwapOutlined,
  UndoOutlined,
} from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ObjectMeta, WireRecord } from "@/api/meta";
import { useMeta } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ChangedFields } from "./ChangedFields";
import { entryFacts, proseField } from "./entryRecords";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import type { TimelineEntry } from "./queries";
import { UndoButton } from "./UndoButton";

const changeIcons: Record<string, ReactNode> = {
  create: <PlusOutlined />,
  update: <SwapOutlined />,
  delete: <DeleteOutlined />,
  restore: <UndoOutlined />,
};

const changeTexts: Record<string, string> = {
  create: "page:timeline.created",
  update: "page:timeline.changed",
  delete: "page:timeline.deleted",
  restore: "page:timeline.restored",
};

const channelIcons: Record<string, ReactNode> = {
  call: <PhoneOutlined />,
  email: <MailOutlined />,
  visit: <EnvironmentOutlined />,
  meeting: <EnvironmentOutlined />,
  chat: <MessageOutlined />,
  comment: <CommentOutlined />,
  file: <FileOutlined />,
};

/** An entry that came by a channel shows the channel; every other one its object. */
function iconOf(entry: TimelineEntry, object: ObjectMeta | undefined, record: WireRecord | undefined): ReactNode {
  const channel = Object.values(object?.fields ?? {})
    .filter((field) => field.kind === "picklist")
    .map((field) => channelIcons[String(record?.[field.name])])
    .find(Boolean);
  return channel ?? channelIcons[entry.kind] ?? <ObjectIcon name={object?.icon} />;
}

interface FrameProps {
  icon: ReactNode;
  at: string;
  children: ReactNode;
}

function Frame({ icon, at, children }: FrameProps) {
  const format = useFormat();
  return (
    <li className={styles.entry}>
      <span className={styles.entryIcon} aria-hidden="true">
        {icon}
      </span>
      <div className={styles.entryText}>{children}</div>
      <time className={styles.entryTime} dateTime={at} title={format.exactTime(at)}>
        {format.time(at)}
      </time>
    </li>
  );
}

/** The record itself was changed. */
function ChangeEntry({ entry }: { entry: TimelineEntry }) {
  const { t } = useTranslation("page");
  const { object, canEdit } = useShown();
  const kind = entry.summary ?? "update";
  const changeSet = canEdit && kind !== "create" && entry.may_undo ? entry.change_set : null;
  return (
    <Frame icon={changeIcons[kind] ?? <SwapOutlined />} at={entry.at}>
      <p>
        <b>{entry.by?.title ?? t("history.system")}</b> {t(changeTexts[kind] ?? "page:timeline.changed")}
        {changeSet && <UndoButton changeSet={changeSet} type="link" />}
      </p>
      {kind !== "create" && entry.fields && <ChangedFields object={object} fields={entry.fields} />}
    </Frame>
  );
}

const bareKinds = new Set(["picklist", "multi_picklist", "tags", "boolean", "reference"]);

function EntryFacts({ object, record }: { object: ObjectMeta; record: WireRecord }) {
  const shown = useShown();
  const facts = entryFacts(object, record, shown.record.id);
  if (facts.length === 0) return null;
  return (
    <p className={styles.entryFacts}>
      {facts.map((field) => (
        <span key={field.name}>
          {!bareKinds.has(field.kind) && <span className={styles.quiet}>{field.label} </span>}
          <FieldDisplay field={field} value={record[field.name]} record={record} />
        </span>
      ))}
    </p>
  );
}

interface TimelineEntryProps {
  entry: TimelineEntry;
  /** The record that the entry is about, once it is known. */
  record: WireRecord | undefined;
}

/** One thing that happened: a change of this record, or another record that refers to it. */
export function TimelineEntryRow({ entry, record }: TimelineEntryProps) {
  const object = useMeta().data?.objects[entry.object];
  const { t } = useTranslation("page");
  if (entry.kind === "change") return <ChangeEntry entry={entry} />;
  const prose = object ? proseField(object) : undefined;
  return (
    <Frame icon={iconOf(entry, object, record)} at={entry.at}>
      <p>
        <Link to={`/o/${entry.object}/${entry.id}`} className={styles.entryTitle}>
          {entry.title ?? t("untitled")}
        </Link>
        <span className={styles.quiet}>
          {" "}
          {object?.label}
          {entry.by?.title && ` · ${entry.by.title}`}
        </span>
      </p>
      {prose && record && (
        <div className={styles.entrySummary}>
          <FieldDisplay field={prose} value={record[prose.name]} />
        </div>
      )}
      {object && record && <EntryFacts object={object} record={record} />}
    </Frame>
  );
}
