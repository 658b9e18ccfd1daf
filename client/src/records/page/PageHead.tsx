import { ClockCircleOutlined, DeleteOutlined, EllipsisOutlined, EyeOutlined, HistoryOutlined, LeftOutlined, LockOutlined, RightOutlined, ShareAltOutlined } from "@ant-design/icons";
import { Link, useNavigate } from "@tanstack/react-router";
import { Button, Dropdown, Tooltip } from "antd";
import { useState, type ReactNode } from "react";
import type { FieldMeta } from "@/api/meta";
import { may, mayHere, useMe } from "@/api/session";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { isEmpty } from "@/fields/values";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Chip } from "@/ui/kit/Chip";
import { Kbd } from "@/ui/kit/Kbd";
import { toneOf } from "@/ui/kit/tones";
import { useShortcut } from "@/ui/shortcuts/useShortcut";
import { Actions } from "../actions/Actions";
import { ShareDialog } from "../sharing/ShareDialog";
import { WhyDialog } from "../sharing/WhyDialog";
import { useShown } from "./PageContext";
import styles from "./page.module.css";
import { Stars } from "./Stars";
import { usePlace } from "./trail";
import { useDeleteRecord } from "./useDeleteRecord";

function Neighbours() {
  const { t } = useTranslation("page");
  const format = useFormat();
  const navigate = useNavigate();
  const { object, record } = useShown();
  const place = usePlace(object.name, record.id);
  const open = (id: string | undefined) => {
    if (id) void navigate({ to: `/o/${object.name}/${id}`, search: ((before: object) => ({ ...before, edit: undefined })) as never });
  };
  useShortcut("k", "page:keys.previous", () => open(place?.previous), place !== null);
  useShortcut("j", "page:keys.next", () => open(place?.next), place !== null);
  if (!place) return null;
  const total = place.trail.total ?? place.trail.ids.length;
  return (
    <span className={styles.neighbours}>
      <span>{t("place", { number: format.number(place.number), total: format.number(total) })}</span>
      <Button type="text" size="small" disabled={!place.previous} aria-label={t("keys.previous")} icon={<LeftOutlined />} onClick={() => open(place.previous)} />
      <Kbd keys="k" command="page:keys.previous" />
      <Button type="text" size="small" disabled={!place.next} aria-label={t("keys.next")} icon={<RightOutlined />} onClick={() => open(place.next)} />
      <Kbd keys="j" command="page:keys.next" />
    </span>
  );
}

function Trail() {
  const { object, record } = useShown();
  const place = usePlace(object.name, record.id);
  return (
    <nav className={styles.breadcrumb}>
      <Link to={`/o/${object.name}`}>{object.plural}</Link>
      {place?.trail.label && (
        <>
          <RightOutlined aria-hidden="true" className={styles.arrow} />
          <a href={place.trail.address}>{place.trail.label}</a>
        </>
      )}
      <Neighbours />
    </nav>
  );
}

interface MoreProps {
  onShowHistory: () => void;
  onShowPast: () => void;
}

function More({ onShowHistory, onShowPast }: MoreProps) {
  const { t } = useTranslation("page");
  const { object, record, at } = useShown();
  const remove = useDeleteRecord();
  const isAdministrator = useMe().data?.is_administrator ?? false;
  const [asked, setAsked] = useState<"share" | "why" | null>(null);
  const close = () => setAsked(null);
  const items = [
    { key: "history", icon: <HistoryOutlined />, label: t("history.title"), onClick: onShowHistory },
    { key: "past", icon: <ClockCircleOutlined />, label: t("past.choose"), onClick: onShowPast },
    ...(object.is_owned && !at ? [{ key: "share", icon: <ShareAltOutlined />, label: t("sharing:open"), onClick: () => setAsked("share") }] : []),
    ...(isAdministrator && !at ? [{ key: "why", icon: <EyeOutlined />, label: t("sharing:why.open"), onClick: () => setAsked("why") }] : []),
    ...(mayHere(object, "delete", record) && !at
      ? [{ key: "delete", icon: <DeleteOutlined />, danger: true, label: t("delete.action"), onClick: remove }]
      : []),
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
        <Button type="text" size="small" icon={<EllipsisOutlined />} aria-label={t("more")} />
      </Dropdown>
      {asked === "share" && <ShareDialog onClose={close} />}
      {asked === "why" && <WhyDialog onClose={close} />}
    </>
  );
}

const chipKinds = new Set(["picklist", "multi_picklist", "tags"]);

function useHeadFacts() {
  const { object, record } = useShown();
  const named = object.key_facts.flatMap((name) => object.fields[name] ?? []);
  const tags = Object.values(object.fields).filter((field) => field.kind === "tags" && !named.includes(field) && !object.left_out.includes(field.name));
  const filled = [...named, ...tags].filter((field) => field.name !== object.title && !isEmpty(record[field.name]));
  return {
    chips: filled.filter((field) => chipKinds.has(field.kind)),
    figures: filled.filter((field) => !chipKinds.has(field.kind)),
  };
}

/** A choice is a chip here even where it has no colour of its own. */
function HeadChip({ field }: { field: FieldMeta }) {
  const { record } = useShown();
  const choice = field.kind === "picklist" ? field.choices?.find((each) => each.key === record[field.name]) : undefined;
  if (choice) return <Chip tone={toneOf(choice.colour)}>{choice.label}</Chip>;
  return <FieldDisplay field={field} value={record[field.name]} record={record} />;
}

function KeyFacts() {
  const { record } = useShown();
  const { figures } = useHeadFacts();
  if (figures.length === 0) return null;
  return (
    <dl className={styles.keyFacts}>
      {figures.map((field) => (
        <div key={field.name}>
          <dt>{field.label}</dt>
          <dd>
            <FieldDisplay field={field} value={record[field.name]} record={record} />
          </dd>
        </div>
      ))}
    </dl>
  );
}

interface PageHeadProps extends MoreProps {
  onEdit: () => void;
  tabs: ReactNode;
}

/** The top of a record: the way here, its name, what matters most, and its tabs. */
export function PageHead({ onEdit, tabs, ...more }: PageHeadProps) {
  const { t } = useTranslation("page");
  const { object, title, at, canEdit } = useShown();
  const { chips } = useHeadFacts();
  useShortcut("e", "page:keys.edit", onEdit, canEdit);
  return (
    <header className={styles.head}>
      <div className={styles.headLine}>
        <Trail />
        <div className={styles.headActions}>
          {!canEdit && !at && may(object, "edit") && (
            <span title={t("records:fixed.record")}>
              <Chip icon={<LockOutlined aria-hidden />}>{t("readOnly")}</Chip>
            </span>
          )}
          <Stars />
          {canEdit && (
            <Tooltip title={<Kbd keys="e" command="page:keys.edit" />}>
              <Button type="text" size="small" onClick={onEdit}>
                {t("edit")}
              </Button>
            </Tooltip>
          )}
          <Actions />
          <More {...more} />
        </div>
      </div>
      <div className={styles.titleLine}>
        <h1 className={styles.title}>{title || t("untitled")}</h1>
        {chips.map((field) => (
          <HeadChip key={field.name} field={field} />
        ))}
      </div>
      <KeyFacts />
      {tabs}
    </header>
  );
}
