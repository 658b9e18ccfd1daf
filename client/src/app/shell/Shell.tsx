import { Outlet, useNavigate } from "@tanstack/react-router";
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useState } from "react";
import { joinEvents } from "@/api/events/live";
import { renewOnEvents } from "@/api/events/renewal";
import { onSignedOut } from "@/api/client";
import { useMe } from "@/api/session";
import { useTranslation } from "@/i18n";
import { FormatProvider } from "@/ui/format/FormatContext";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { useIsNarrow, useIsPhone } from "@/ui/kit/viewport";
import { Sheet } from "@/ui/kit/Sheet";
import { useShortcut, useShortcutListener } from "@/ui/shortcuts/useShortcut";
import { Toasts } from "@/ui/toast/Toasts";
import { keepPreferences } from "../personal";
import { BottomBar } from "./BottomBar";
import styles from "./Shell.module.css";
import { useOwnPlaces } from "../keys/useOwnPlaces";
import { LookingBanner } from "./LookingBanner";
import { SideMenu } from "./SideMenu";
import { TopBar } from "./TopBar";
import { useMenuFold } from "./useMenuFold";
import { useOwnUndo } from "./useOwnUndo";

const Palette = lazy(() => import("../palette/Palette"));
const KeysDialog = lazy(() => import("../keys/KeysDialog"));
const FirstSteps = lazy(() => import("../pages/FirstSteps"));

/** What runs as long as somebody is signed in; nothing is told before the first steps are done. */
function useSession(eventsAfter: number | undefined, isTold: boolean): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  useEffect(() => {
    if (eventsAfter === undefined) return;
    const stops = [
      ...(isTold ? [joinEvents(eventsAfter)] : []),
      renewOnEvents(client),
      keepPreferences(client),
      onSignedOut(() => {
        if (location.pathname === "/login") return;
        const next = location.pathname + location.search;
        void navigate({ to: "/login", search: next === "/" ? {} : { next } });
      }),
    ];
    return () => stops.forEach((stop) => stop());
  }, [client, navigate, eventsAfter, isTold]);
}

function Work() {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const isNarrow = useIsNarrow();
  const isPhone = useIsPhone();
  const [isFolded, fold] = useMenuFold();
  const [isMenuShown, showMenu] = useState(false);
  const [isPaletteOpen, openPalette] = useState(false);
  const [isHelpOpen, openHelp] = useState(false);
  const toggleMenu = () => (isNarrow ? showMenu(!isMenuShown) : fold(!isFolded));
  useShortcutListener();
  useOwnUndo();
  useOwnPlaces();
  useShortcut("mod+k", "app:keys.palette", () => openPalette(true));
  useShortcut("?", "ui:keys.help", () => openHelp(true));
  useShortcut("[", "app:keys.menu", toggleMenu);
  useShortcut("g h", "app:keys.home", () => void navigate({ to: "/" }));
  return (
    <div className={styles.shell} data-folded={isFolded || undefined}>
      <a className={styles.skip} href="#work">
        {t("skip")}
      </a>
      <TopBar onMenu={toggleMenu} onFind={() => openPalette(true)} />
      {!isNarrow && !isFolded && (
        <div className={styles.side}>
          <SideMenu />
        </div>
      )}
      {isNarrow && isMenuShown && (
        <Sheet label={t("menu.title")} place="start" onClose={() => showMenu(false)}>
          <SideMenu isWhole onChoose={() => showMenu(false)} />
        </Sheet>
      )}
      <main id="work" className={styles.work} tabIndex={-1}>
        <LookingBanner />
        <Suspense fallback={<ListSkeleton />}>
          <Outlet />
        </Suspense>
      </main>
      {isPhone && <BottomBar onMore={() => showMenu(true)} />}
      <Suspense>
        {isPaletteOpen && <Palette onClose={() => openPalette(false)} />}
        {isHelpOpen && <KeysDialog onClose={() => openHelp(false)} />}
      </Suspense>
    </div>
  );
}

export default function Shell() {
  const { data: me } = useMe();
  const isAtFirstSteps = !me || me.must_change_password || me.must_set_second_factor || me.must_verify_email;
  useSession(me?.events_after, !isAtFirstSteps);
  if (!me) return null;
  return (
    <FormatProvider timeZone={me.time_zone} currency={me.company.currency}>
      {isAtFirstSteps ? (
        <Suspense>
          <FirstSteps me={me} />
        </Suspense>
      ) : (
        <Work />
      )}
      <Toasts />
    </FormatProvider>
  );
}
