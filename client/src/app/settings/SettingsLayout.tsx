import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect, useRef } from "react";
import type { ObjectMeta } from "@/api/meta";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { listAddress } from "@/ui/addresses";
import type { SettingsPage } from "@/ui/feature";
import { PageHeader } from "@/ui/kit/PageHeader";
import { settingsPages } from "../features";
import { useSettingObjects } from "../shell/navigation";
import styles from "./SettingsLayout.module.css";

type Entry = Pick<SettingsPage, "name" | "title" | "group" | "administrators" | "roles">;

const own: readonly Entry[] = [
  { name: "appearance", title: "app:settings.appearance", group: "personal" },
  { name: "keys", title: "app:settings.shortcuts", group: "personal" },
  { name: "password", title: "app:settings.password", group: "personal" },
];

const groups = ["personal", "company", "structure"] as const;

export default function SettingsLayout() {
  const { t } = useTranslation("app");
  const me = useMe().data;
  const isAdministrator = me?.is_administrator ?? false;
  const objects = useSettingObjects();
  const menu = useRef<HTMLElement>(null);
  const { pathname } = useLocation();
  useEffect(() => {
    // On narrow screens the menu is a strip that shows a part of itself.
    menu.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [pathname]);
  const entries = [...own, ...settingsPages].filter(
    (entry) => (isAdministrator || !entry.administrators) && (entry.roles?.some((role) => me?.roles.includes(role)) ?? true),
  );
  return (
    <>
      <PageHeader title={t("settings.title")} />
      <div className={styles.settings}>
        <nav ref={menu} className={styles.menu} aria-label={t("settings.title")}>
          {groups.map((group) => (
            <SettingsGroup
              key={group}
              group={group}
              entries={entries.filter((entry) => entry.group === group)}
              objects={group === "company" ? objects : []}
            />
          ))}
        </nav>
        <div className={styles.page}>
          <Outlet />
        </div>
      </div>
    </>
  );
}

interface SettingsGroupProps {
  group: Entry["group"];
  entries: readonly Entry[];
  /** What is set record by record, in lists of its own. */
  objects: readonly ObjectMeta[];
}

function SettingsGroup({ group, entries, objects }: SettingsGroupProps) {
  const { t } = useTranslation("app");
  if (entries.length + objects.length === 0) return null;
  return (
    <section>
      <h2>{t(`settings.group.${group}`)}</h2>
      <ul>
        {entries.map(({ name, title }) => (
          <li key={name}>
            <Link to={`/settings/${name}`}>{t(title)}</Link>
          </li>
        ))}
        {objects.map(({ name, plural }) => (
          <li key={name}>
            <Link {...listAddress(name)}>{plural}</Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
