import { PlusOutlined } from "@ant-design/icons";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { useState } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { useFormat } from "@/ui/format/FormatContext";
import { Card } from "@/ui/kit/Card";
import { Chip } from "@/ui/kit/Chip";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { ObjectEditor } from "./ObjectEditor";
import { ObjectFields } from "./ObjectFields";
import { shapedObjects } from "./shape";
import styles from "./shape.module.css";

function ObjectRow({ object, onOpen }: { object: ObjectMeta; onOpen: () => void }) {
  const { t } = useTranslation("shape");
  const format = useFormat();
  return (
    <li>
      <button type="button" className={styles.object} onClick={onOpen}>
        <span className={styles.objectIcon}>
          <ObjectIcon name={object.icon} />
        </span>
        <b>{object.plural}</b>
        <span className={styles.code}>{object.name}</span>
        {object.is_custom && <Chip tone="accent">{t("mark.custom")}</Chip>}
        <span className={styles.count}>{t("object.fields", { count: Object.keys(object.fields).length, number: format.number(Object.keys(object.fields).length) })}</span>
      </button>
    </li>
  );
}

/** All objects of the company, by area; new ones are made here while everybody works on. */
export default function ObjectsPage() {
  const { t } = useTranslation("shape");
  const meta = useMeta().data;
  const navigate = useNavigate();
  const search = useSearch({ strict: false }) as Record<string, unknown>;
  const [isAdding, setAdding] = useState(false);
  const open = (object: string | undefined) => void navigate({ to: ".", search: (object ? { object } : {}) as never });
  if (!meta) return <ListSkeleton />;
  const chosen = typeof search.object === "string" ? meta.objects[search.object] : undefined;
  if (chosen) return <ObjectFields key={chosen.name} object={chosen} onLeave={() => open(undefined)} />;
  const objects = shapedObjects(meta);
  const known = new Set(meta.areas.map((area) => area.name));
  const holdsSettings = (area: string) => objects.some((object) => object.area === area && object.is_setting);
  const inOrder = meta.areas.toSorted((one, other) => Number(holdsSettings(one.name)) - Number(holdsSettings(other.name)));
  const areas = [...inOrder, ...(objects.some((object) => !known.has(object.area)) ? [{ name: "", label: t("otherArea") }] : [])];
  return (
    <div className={styles.page}>
      <div className={styles.head}>
        <p className={styles.hint}>{t("intro")}</p>
        <Button type="primary" icon={<PlusOutlined />} onClick={() => setAdding(true)} className={styles.headButtons}>
          {t("object.addNow")}
        </Button>
      </div>
      {areas.map((area) => {
        const inside = objects.filter((object) => (area.name ? object.area === area.name : !known.has(object.area)));
        if (inside.length === 0) return null;
        return (
          <Card key={area.name} title={area.label} isFlush>
            <ul>
              {inside.map((object) => (
                <ObjectRow key={object.name} object={object} onOpen={() => open(object.name)} />
              ))}
            </ul>
          </Card>
        );
      })}
      {isAdding && (
        <ObjectEditor
          object={null}
          onClose={() => setAdding(false)}
          onMade={(name) => {
            setAdding(false);
            open(name);
          }}
        />
      )}
    </div>
  );
}
