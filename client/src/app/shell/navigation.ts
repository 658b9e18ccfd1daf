import { useRouterState } from "@tanstack/react-router";
import type { Meta, ObjectMeta } from "@/api/meta";
import { useMeta } from "@/api/session";
import { settingsPages } from "../features";

export interface NavigationArea {
  name: string;
  label: string;
  objects: ObjectMeta[];
}

/** Whether an object has a place in the menu: not a line of another, not a setting. */
function stands(object: ObjectMeta): boolean {
  return !object.is_setting && object.parent === null && object.rights.includes("read");
}

/** The areas that have something to show, each with its objects in the order of their declaration. */
export function navigationOf(meta: Meta | undefined): NavigationArea[] {
  const objects = Object.values(meta?.objects ?? {}).filter(stands);
  return (meta?.areas ?? [])
    .map((area) => ({ ...area, objects: objects.filter((object) => object.area === area.name) }))
    .filter((area) => area.objects.length > 0);
}

/** The objects that hold settings and have no page of their own among those of the settings. */
export function settingObjects(meta: Meta | undefined, placed: ReadonlySet<string | undefined>): ObjectMeta[] {
  const objects = Object.values(meta?.objects ?? {});
  return objects.filter((object) => object.is_setting && object.parent === null && object.rights.includes("read") && !placed.has(object.name));
}

export function useSettingObjects(): ObjectMeta[] {
  return settingObjects(useMeta().data, new Set(settingsPages.map((page) => page.object)));
}

export function useNavigation(): NavigationArea[] {
  return navigationOf(useMeta().data);
}

export function usePathname(): string {
  return useRouterState({ select: (state) => state.location.pathname });
}

/** The object that the address names, if it names one. */
export function useCurrentObject(): string | undefined {
  return /^\/o\/([^/]+)/.exec(usePathname())?.[1];
}

/** The area that the current page belongs to. */
export function useCurrentArea(areas: readonly NavigationArea[]): NavigationArea | undefined {
  const object = useCurrentObject();
  return areas.find((area) => area.objects.some(({ name }) => name === object));
}
