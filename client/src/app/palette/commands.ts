import { BgColorsOutlined, GlobalOutlined, LogoutOutlined, PlusOutlined, SettingOutlined } from "@ant-design/icons";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createElement, type ReactNode } from "react";
import { may, useMe } from "@/api/session";
import { languageNames, languages, useTranslation } from "@/i18n";
import { createAddress, listAddress } from "@/ui/addresses";
import { inSentence } from "@/ui/format/words";
import { ObjectIcon } from "@/ui/kit/ObjectIcon";
import { densityChoices, setPreferences, themeChoices } from "@/ui/theme/preferences";
import { settingsPages, verbs } from "../features";
import { changeLanguage } from "../personal";
import { useNavigation, useSettingObjects } from "../shell/navigation";
import { useSignOut } from "../shell/UserMenu";
import { tools } from "../tools";

/** One thing that the palette can do. */
export interface Command {
  id: string;
  title: string;
  icon: ReactNode;
  keys?: string;
  run: () => unknown;
}

function useObjectCommands(): Command[] {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const objects = useNavigation().flatMap((area) => area.objects);
  const going = objects.map((object): Command => ({
    id: `go ${object.name}`,
    title: t("palette.go", { name: inSentence(object.plural) }),
    icon: createElement(ObjectIcon, { name: object.icon }),
    run: () => navigate(listAddress(object.name)),
  }));
  const creating = objects
    .filter((object) => may(object, "create"))
    .map((object): Command => ({
      id: `create ${object.name}`,
      title: t("palette.create", { name: inSentence(object.label) }),
      icon: createElement(PlusOutlined),
      run: () => navigate(createAddress(object.name)),
    }));
  return [...creating, ...going];
}

function usePlaceCommands(): Command[] {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const isAdministrator = useMe().data?.is_administrator ?? false;
  const own = [
    { name: "appearance", title: "app:settings.appearance" },
    { name: "keys", title: "app:settings.shortcuts" },
    { name: "password", title: "app:settings.password" },
  ];
  const objects = useSettingObjects();
  const pages = [...own, ...settingsPages.filter((page) => isAdministrator || !page.administrators)];
  return [
    ...tools.filter(({ to }) => !verbs.some((verb) => verb.to === to)).map(({ to, title, icon }): Command => ({ id: to, title: t(title), icon: createElement(icon), run: () => navigate({ to }) })),
    ...pages.map(({ name, title }): Command => ({
      id: `settings ${name}`,
      title: t("palette.settings", { name: t(title) }),
      icon: createElement(SettingOutlined),
      run: () => navigate({ to: `/settings/${name}` }),
    })),
    ...objects.map(({ name, plural, icon }): Command => ({
      id: `settings ${name}`,
      title: t("palette.settings", { name: plural }),
      icon: createElement(ObjectIcon, { name: icon }),
      run: () => navigate(listAddress(name)),
    })),
  ];
}

function usePersonalCommands(): Command[] {
  const { t } = useTranslation("app");
  const client = useQueryClient();
  const leave = useSignOut();
  return [
    ...languages.map((language): Command => ({
      id: `language ${language}`,
      title: t("palette.language", { name: languageNames[language] }),
      icon: createElement(GlobalOutlined),
      run: () => changeLanguage(client, language),
    })),
    ...themeChoices.map((theme): Command => ({
      id: `theme ${theme}`,
      title: t("palette.theme", { name: t(`theme.${theme}`) }),
      icon: createElement(BgColorsOutlined),
      run: () => setPreferences({ theme }),
    })),
    ...densityChoices.map((density): Command => ({
      id: `density ${density}`,
      title: t("palette.density", { name: t(`density.${density}`) }),
      icon: createElement(BgColorsOutlined),
      run: () => setPreferences({ density }),
    })),
    { id: "sign out", title: t("menu.signOut"), icon: createElement(LogoutOutlined), run: leave },
  ];
}

/** Everything that the palette can do for this person, the most wanted first. */
export function useCommands(): Command[] {
  const { t } = useTranslation("app");
  const navigate = useNavigate();
  const objects = useObjectCommands();
  const places = usePlaceCommands();
  const personal = usePersonalCommands();
  const added = verbs.map((verb): Command => ({
    id: verb.id,
    title: t(verb.title),
    icon: verb.icon ? createElement(verb.icon) : null,
    ...(verb.keys ? { keys: verb.keys } : {}),
    run: () => (verb.to ? navigate({ to: verb.to }) : verb.run?.()),
  }));
  return [...added, ...objects, ...places, ...personal];
}

/** The commands whose title has every word that was typed, a title that begins with it first. */
export function matchCommands(commands: readonly Command[], typed: string): Command[] {
  const words = typed.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const fits = commands.filter(({ title }) => words.every((word) => title.toLocaleLowerCase().includes(word)));
  const rank = ({ title }: Command) => (title.toLocaleLowerCase().startsWith(words[0] ?? "") ? 0 : 1);
  return fits.sort((one, other) => rank(one) - rank(other));
}
