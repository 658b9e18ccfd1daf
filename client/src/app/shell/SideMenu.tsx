import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import type { ObjectMeta, RecordLink } from "@/api/meta";
import { useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { listAddress, recordAddress } from "@/ui/addresses";
import { useFormat } from "@/ui/format/FormatContext";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { tools } from "../tools";
import { useCurrentArea, useCurrentObject, useNavigation, usePathname } from "./navigation";
import styles from "./SideMenu.module.css";
import { useFavourites, useObjectCount, useRecent } from "./sideQueries";

interface Choosing {
  onChoose?: (() => void) | undefined;
}

function Section({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={styles.section}>
      <h2>{title}</h2>
      <ul>{children}</ul>
    </section>
  );
}

function ObjectItem({ object, onChoose }: { object: ObjectMeta } & Choosing) {
  const format = useFormat();
  const isCurrent = useCurrentObject() === object.name;
  const count = useObjectCount(object.name);
  return (
    <li>
      <Link {...listAddress(object.name)} aria-current={isCurrent ? "page" : undefined} activeOptions={{ exact: true }} onClick={onChoose}>
        <ObjectIcon name={object.icon} />
        <span className={styles.label}>{object.plural}</span>
        {count && <span className={styles.count}>{format.number(count.total) + (count.isExact ? "" : "+")}</span>}
      </Link>
    </li>
  );
}

function Records({ title, records, onChoose }: { title: string; records: readonly RecordLink[] } & Choosing) {
  if (records.length === 0) return null;
  return (
    <Section title={title}>
      {records.map((record) => (
        <li key={`${record.object}/${record.id}`}>
          <Link {...recordAddress(record.object, record.id)} onClick={onChoose} title={record.title ?? undefined}>
            <span className={styles.label}>{record.title}</span>
          </Link>
        </li>
      ))}
    </Section>
  );
}

function Tools({ onChoose }: Choosing) {
  const { t } = useTranslation("app");
  const pathname = usePathname();
  const { data: meta } = useMeta();
  const hasRecords = Object.keys(meta?.objects ?? {}).length > 0; // who sees none has nothing to do with these
  if (tools.length === 0 || !hasRecords) return null;
  return (
    <Section title={t("tools.title")}>
      {tools.map(({ to, title, icon: Icon }) => (
        <li key={to}>
          <Link to={to} aria-current={pathname.startsWith(to) ? "page" : undefined} onClick={onChoose}>
            <Icon />
            <span className={styles.label}>{t(title)}</span>
          </Link>
        </li>
      ))}
    </Section>
  );
}

/** The tree beside the work: what is in the chosen area, or in all of them. */
export function SideMenu({ isWhole = false, onChoose }: { isWhole?: boolean } & Choosing) {
  const { t } = useTranslation("app");
  const areas = useNavigation();
  const current = useCurrentArea(areas);
  const recent = useRecent().slice(0, 6);
  const isHome = usePathname() === "/";
  const shown = current && !isWhole ? [current] : areas;
  return (
    <nav className={styles.menu} aria-label={t("menu.title")}>
      <Records title={t("menu.favourites")} records={useFavourites()} onChoose={onChoose} />
      {shown.map((area) => (
        <Section key={area.name} title={area.label}>
          {area.objects.map((object) => (
            <ObjectItem key={object.name} object={object} onChoose={onChoose} />
          ))}
        </Section>
      ))}
      <Tools onChoose={onChoose} />
      {/* The home page has its own. */}
      {(isWhole || !isHome) && <Records title={t("menu.recent")} records={recent} onChoose={onChoose} />}
    </nav>
  );
}
