import { createRootRoute, createRoute, createRouter, lazyRouteComponent, Outlet, redirect, type AsyncRouteComponent } from "@tanstack/react-router";
import { isProblem } from "@/api/problem";
import { keys, queryClient } from "@/api/queries";
import { meQuery, metaQuery, type Me } from "@/api/session";
import { ListSkeleton } from "@/ui/kit/Skeletons";
import { Failure } from "./pages/Failure";
import { featurePages, settingsPages } from "./features";
import { readLayout } from "./home/layout";
import { loginSearch } from "./pages/next";
import { NotFound } from "./pages/NotFound";
import { adoptPersonal } from "./personal";

const root = createRootRoute({ component: Outlet, notFoundComponent: NotFound });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  validateSearch: loginSearch,
  beforeLoad: () => {
    adoptedFor = null;
  },
  component: lazyRouteComponent(() => import("./pages/LoginPage")),
});

const forgotten = createRoute({
  getParentRoute: () => root,
  path: "/forgotten",
  component: lazyRouteComponent(() => import("./pages/ForgottenPage")),
});

const reset = createRoute({
  getParentRoute: () => root,
  path: "/reset",
  component: lazyRouteComponent(() => import("./pages/ResetPage")),
});

const notice = createRoute({
  getParentRoute: () => root,
  path: "/privacy-notice",
  component: lazyRouteComponent(() => import("./pages/NoticePage")),
});

// Who has taken over his choices on this page; that he is known says nothing, for the answer is fetched ahead.
let adoptedFor: string | null = null;
// Whether this is where the person came in, from where his own start page leads on.
let isEntering = false;

const shell = createRoute({
  getParentRoute: () => root,
  id: "shell",
  beforeLoad: async ({ location }) => {
    void queryClient.prefetchQuery(metaQuery);
    try {
      const me = await queryClient.ensureQueryData(meQuery);
      if (adoptedFor !== me.user.id) {
        await adoptPersonal(queryClient, me);
        isEntering = location.href === "/";
      }
      adoptedFor = me.user.id;
    } catch (error) {
      if (!isProblem(error) || error.status !== 401) throw error;
      throw redirect({ to: "/login", search: location.href === "/" ? {} : { next: location.href } });
    }
  },
  component: lazyRouteComponent(() => import("./shell/Shell")),
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  beforeLoad: () => {
    const start = isEntering ? readLayout(queryClient.getQueryData<Me>(keys.me)?.preferences.home).start : null;
    isEntering = false;
    if (start) throw redirect({ href: start.to });
  },
  component: lazyRouteComponent(() => import("./home/HomePage")),
});

const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("./settings/SettingsLayout")),
});

const settingsIndex = createRoute({
  getParentRoute: () => settings,
  path: "/",
  beforeLoad: () => {
    throw redirect({ to: "/settings/appearance" });
  },
});

const appearance = createRoute({
  getParentRoute: () => settings,
  path: "/appearance",
  component: lazyRouteComponent(() => import("./settings/AppearancePage")),
});

const shortcuts = createRoute({
  getParentRoute: () => settings,
  path: "/keys",
  component: lazyRouteComponent(() => import("./keys/KeysPage")),
});

const password = createRoute({
  getParentRoute: () => settings,
  path: "/password",
  component: lazyRouteComponent(() => import("./settings/PasswordPage")),
});

const addedSettings = settingsPages.map(({ name, load }) =>
  createRoute({ getParentRoute: () => settings, path: `/${name}`, component: lazyRouteComponent(load) }),
);

const pages = featurePages.map(({ path, load }) =>
  createRoute({ getParentRoute: () => shell, path, component: lazyRouteComponent(load) }),
);

export const router = createRouter({
  routeTree: root.addChildren([
    login,
    forgotten,
    reset,
    notice,
    shell.addChildren([home, settings.addChildren([settingsIndex, appearance, shortcuts, password, ...addedSettings]), ...pages]),
  ]),
  defaultPreload: "intent",
  defaultPendingMs: 150,
  defaultPendingMinMs: 0,
  defaultPendingComponent: ListSkeleton,
  defaultErrorComponent: Failure,
  scrollRestoration: true,
});

/** Fetches what a page will need side by side, before the router asks for one thing after the other. */
export function preloadPage(pathname: string): void {
  const [routes] = router.getMatchedRoutes(pathname);
  for (const route of routes) void (route.options.component as AsyncRouteComponent<unknown> | undefined)?.preload?.();
  if (!routes.includes(shell)) return;
  void queryClient.prefetchQuery(meQuery);
  void queryClient.prefetchQuery(metaQuery);
}
