import { DeleteOutlined, EditOutlined, LeftOutlined, PlusOutlined } from "@ant-design/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Popconfirm } from "antd";
import { useState } from "react";
import type { FieldMeta, ObjectMeta } from "@/api/meta";
import { useTranslation } from "@/i18n";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ProblemView } from "@/ui/kit/ProblemView";
import { Segments } from "@/ui/kit/Segments";
import { showProblem } from "@/ui/toast/undo";
import { FieldEditor } from "./FieldEditor";
import { leftOut } from "./layout";
import { ObjectEditor } from "./ObjectEditor";
import { ObjectLayout } from "./ObjectLayout";
import { dropField, dropObject, textsQuery } from "./requests";
import styles from "./shape.module.css";
import { useShaping } from "./useShaping";
import { kindTexts } from "./words";

function useDrop(onDone: () => void) {
  const { t } = useTranslation("shape");
  return useShaping({
    send: (drop: { object: string; field: string | null }) =>
      drop.field === null ? dropObject(drop.object) : dropField(drop.object, drop.field),
    told: () => t("dropped"),
    onDone,
    onError: showProblem,
  });
}

function FieldRow({ object, field, onEdit }: { object: ObjectMeta; field: FieldMeta; onEdit: () => void }) {
  const { t } = useTranslation("shape");
  const drop = useDrop(() => undefined);
  return (
    <tr>
      <td>
        <b>{field.label}</b>
        {field.hint && <p className={styles.hint}>{field.hint}</p>}
      </td>
      <td className={styles.code}>{field.name}</td>
      <td>{t(kindTexts[field.kind])}</td>
      <td>
        <span className={styles.chips}>
          {field.required && <Chip tone="warn">{t("mark.required")}</Chip>}
          {field.unique && <Chip tone="info">{t("mark.unique")}</Chip>}
          {field.is_encrypted && <Chip tone="info">{t("mark.encrypted")}</Chip>}
          {field.is_computed && <Chip>{t("mark.computed")}</Chip>}
          {field.is_custom && <Chip tone="accent">{t("mark.custom")}</Chip>}
        </span>
      </td>
      <td className={styles.buttons}>
        <Button type="text" size="small" icon={<EditOutlined />} aria-label={t("field.change", { field: field.label })} onClick={onEdit} />
        {field.is_custom && (
          <Popconfirm title={t("field.dropQuestion")} okText={t("drop")} onConfirm={() => drop.mutate({ object: object.name, field: field.name })}>
            <Button type="text" size="small" icon={<DeleteOutlined />} aria-label={t("field.drop", { field: field.label })} />
          </Popconfirm>
        )}
      </td>
    </tr>
  );
}

const parts = ["fields", "layout"] as const;

interface ObjectFieldsProps {
  object: ObjectMeta;
  onLeave: () => void;
}

/** One object: its names and its fields. */
export function ObjectFields({ object, onLeave }: ObjectFieldsProps) {
  const { t } = useTranslation("shape");
  const [edited, setEdited] = useState<FieldMeta | "new" | null>(null);
  const [isRenaming, setRenaming] = useState(false);
  const [part, setPart] = useState<(typeof parts)[number]>("fields");
  const drop = useDrop(onLeave);
  const texts = useQuery(textsQuery(object.name));
  const left = object.left_out.length > 0 ? [{ name: leftOut, label: t("layout.leftOut"), fields: object.left_out }] : [];
  const groups = [...object.groups.filter((group) => group.name !== "system"), ...left];
  if (texts.error) return <ProblemView error={texts.error} onRetry={() => void texts.refetch()} />;
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <Button type="text" icon={<LeftOutlined />} onClick={onLeave}>{t("title")}</Button>
        <h2 className={styles.title}>
          <ObjectIcon name={object.icon} /> {object.plural}
        </h2>
        <span className={styles.code}>{object.name}</span>
        <span className={styles.headButtons}>
          <Link to={`/o/${object.name}`}>{t("object.open")}</Link>
          {object.is_custom && (
            <Popconfirm title={t("object.dropQuestion")} okText={t("drop")} onConfirm={() => drop.mutate({ object: object.name, field: null })}>
              <Button danger>{t("object.drop")}</Button>
            </Popconfirm>
          )}
          <Button onClick={() => setRenaming(true)}>{t("object.rename")}</Button>
          <Button type="primary" icon={<PlusOutlined />} onClick={() => setEdited("new")}>{t("field.addNow")}</Button>
        </span>
      </div>
      <div className={styles.part}>
        <Segments label={t("part.title")} isLabelHidden value={part} options={parts.map((value) => ({ value, label: t(`part.${value}`) }))} onChange={setPart} />
      </div>
      {part === "layout" && <ObjectLayout object={object} />}
      {part === "fields" && groups.map((group) => (
        <Card key={group.name} title={group.label} isFlush>
          <div className={styles.frame}>
            <table className={styles.table}>
              <tbody>
                {group.fields.flatMap((name) => object.fields[name] ?? []).map((field) => (
                  <FieldRow key={field.name} object={object} field={field} onEdit={() => setEdited(field)} />
                ))}
              </tbody>
            </table>
          </div>
        </Card>
      ))}
      {edited && texts.data && <FieldEditor object={object} field={edited === "new" ? null : edited} texts={texts.data} onClose={() => setEdited(null)} />}
      {isRenaming && texts.data && <ObjectEditor object={object} texts={texts.data} onClose={() => setRenaming(false)} onMade={() => setRenaming(false)} />}
    </div>
  );
}
