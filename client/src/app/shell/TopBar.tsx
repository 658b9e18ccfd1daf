import { MenuOutlined, SearchOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useIsConnected } from "@/api/events/live";
import { useTranslation } from "@/i18n";
import { listAddress } from "@/ui/addresses";
import { Chip } from "@/ui/kit/Chip";
import { Kbd } from "@/ui/kit/Kbd";
import { Seal } from "@/ui/kit/Seal";
import { useKeysOf } from "@/ui/shortcuts/ownKeys";
import { useCurrentArea, useNavigation, usePathname } from "./navigation";
import styles from "./TopBar.module.css";
import { UserMenu } from "./UserMenu";

function Areas() {
  const { t } = useTranslation("app");
  const areas = useNavigation();
  const current = useCurrentArea(areas);
  const isHome = usePathname() === "/";
  return (
    <nav className={styles.areas} aria-label={t("menu.areas")}>
      <Link to="/" aria-current={isHome ? "page" : undefined}>
        {t("home.area")}
      </Link>
      {areas.map((area) => (
        <Link
          key={area.name}
          {...listAddress(area.objects[0]?.name ?? "")}
          aria-current={area === current ? "page" : undefined}
          activeOptions={{ exact: true }}
        >
          {area.label}
        </Link>
      ))}
    </nav>
  );
}

export function TopBar({ onMenu, onFind }: { onMenu: () => void; onFind: () => void }) {
  const { t } = useTranslation("app");
  const isConnected = useIsConnected();
  return (
    <header className={styles.top} data-screen-only>
      <button type="button" className={styles.fold} aria-label={t("menu.title")} onClick={onMenu}>
        <MenuOutlined />
      </button>
      <Link to="/" className={styles.seal} aria-label={t("home.area")}>
        <Seal />
      </Link>
      <Areas />
      <div className={styles.end}>
        {!isConnected && (
          <Chip tone="warn" dot>
            {t("offline")}
          </Chip>
        )}
        <button type="button" className={styles.find} onClick={onFind} aria-keyshortcuts={useKeysOf("app:keys.palette", "mod+k") === "mod+k" ? "Control+K Meta+K" : undefined}>
          <SearchOutlined />
          <span>{t("palette.find")}</span>
          <Kbd keys="mod+k" command="app:keys.palette" />
        </button>
        <UserMenu />
      </div>
    </header>
  );
}
