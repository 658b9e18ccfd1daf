import type { ConfigProviderProps } from "antd";
import dayjs from "dayjs";
import { useEffect, useState } from "react";
import type { Language } from "@/i18n";

type AntdLocale = NonNullable<ConfigProviderProps["locale"]>;

const loaders: Record<Language, () => Promise<{ default: AntdLocale }>> = {
  en: () => import("./en.ts"),
  "zh-CN": () => import("./zh-CN.ts"),
  "zh-TW": () => import("./zh-TW.ts"),
};

// Without any locale Ant Design leaves a layer out, and the whole page would be made anew when the texts come.
const nothingYet: AntdLocale = { locale: "" };

/** The texts of Ant Design's own parts, fetched when a language is first chosen. */
export function useAntdLocale(language: Language): AntdLocale {
  const [locale, setLocale] = useState(nothingYet);
  useEffect(() => {
    let wanted = true;
    void loaders[language]().then((loaded) => {
      dayjs.locale(language.toLowerCase());
      if (wanted) setLocale(loaded.default);
    });
    return () => {
      wanted = false;
    };
  }, [language]);
  return locale;
}
