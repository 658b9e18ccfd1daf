import { HomeOutlined, MenuOutlined, PlusOutlined } from "@ant-design/icons";
import { Link } from "@tanstack/react-router";
import { useState, type ReactNode } from "react";
import { may, useMeta } from "@/api/session";
import { useTranslation } from "@/i18n";
import { createAddress, listAddress } from "@/ui/addresses";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { Sheet } from "@/ui/kit/Sheet";
import styles from "./BottomBar.module.css";
import { useCurrentArea, useNavigation, usePathname } from "./navigation";

function Tab({ icon, label }: { icon: ReactNode; label: string }) {
  return (
    <>
      <span aria-hidden="true">{icon}</span>
      {label}
    </>
  );
}

/** The objects of which the reader may make records. */
function useCreatable() {
  const meta = useMeta().data;
  return useNavigation()
    .flatMap((area) => area.objects)
    .filter((object) => may(meta?.objects[object.name], "create"));
}

function CreateSheet({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("app");
  const objects = useCreatable();
  return (
    <Sheet label={t("create.title")} place="bottom" onClose={onClose}>
      <h2 className={styles.createTitle}>{t("create.title")}</h2>
      <div className={styles.create}>
        {objects.map((object) => (
          <Link key={object.name} {...createAddress(object.name)} onClick={onClose}>
            <ObjectIcon name={object.icon} />
            {object.label}
          </Link>
        ))}
      </div>
    </Sheet>
  );
}

/** The phone's navigation, within reach of the thumb. */
export function BottomBar({ onMore }: { onMore: () => void }) {
  const { t } = useTranslation("app");
  const [isCreating, setCreating] = useState(false);
  const areas = useNavigation();
  const current = useCurrentArea(areas);
  const isHome = usePathname() === "/";
  const canCreate = useCreatable().length > 0;
  const shown = areas.slice(0, 2).map((area) => (
    <Link key={area.name} {...listAddress(area.objects[0]?.name ?? "")} aria-current={area === current ? "page" : undefined} activeOptions={{ exact: true }}>
      <Tab icon={<ObjectIcon name={area.objects[0]?.icon} />} label={area.label} />
    </Link>
  ));
  return (
    <nav className={styles.bar} aria-label={t("menu.areas")}>
      <Link to="/" aria-current={isHome ? "page" : undefined} activeOptions={{ exact: true }}>
        <Tab icon={<HomeOutlined />} label={t("home.title")} />
      </Link>
      {shown[0]}
      {canCreate && (
        <button type="button" className={styles.plus} aria-label={t("create.title")} onClick={() => setCreating(true)}>
          <PlusOutlined />
        </button>
      )}
      {shown[1]}
      <button type="button" onClick={onMore}>
        <Tab icon={<MenuOutlined />} label={t("menu.more")} />
      </button>
      {isCreating && <CreateSheet onClose={() => setCreating(false)} />}
    </nav>
  );
}
