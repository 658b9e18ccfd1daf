import { ConfigProvider } from "antd";
import { useLayoutEffect, useMemo, type ReactNode } from "react";
import { currentLanguage, useTranslation } from "@/i18n";
import { useMedia, useRooms } from "../kit/viewport";
import { useAntdLocale } from "../locale/antdLocale";
import { antdTheme } from "./antd";
import { palettes, type Appearance, type Palette } from "./palette";
import { usePreferences, type Preferences } from "./preferences";

/** The appearance that a choice means on this device just now. */
export function useAppearance(choice: Preferences["theme"]): Appearance {
  const isDark = useMedia("(prefers-color-scheme: dark)");
  const wantsContrast = useMedia("(prefers-contrast: more)");
  if (choice !== "system") return choice;
  if (wantsContrast) return "contrast";
  return isDark ? "dark" : "light";
}

function paint(palette: Palette, appearance: Appearance, chosen: Preferences): void {
  const root = document.documentElement;
  for (const [role, colour] of Object.entries(palette)) root.style.setProperty(`--${role}`, colour);
  root.style.colorScheme = appearance === "dark" ? "dark" : "light";
  root.style.fontSize = `${chosen.fontSize}%`;
  root.dataset.theme = appearance;
  root.dataset.density = chosen.density;
}

function browserFontScale(): number {
  const root = document.documentElement;
  const before = root.style.fontSize;
  root.style.fontSize = "100%";
  const pixels = Number.parseFloat(getComputedStyle(root).fontSize) || 16;
  root.style.fontSize = before;
  return pixels / 16;
}

/** Paints the product in the person's theme, font size and density, and gives Ant Design the same. */
export function ThemeProvider({ children }: { children: ReactNode }) {
  const chosen = usePreferences();
  const { i18n } = useTranslation();
  const appearance = useAppearance(chosen.theme);
  const still = useMedia("(prefers-reduced-motion: reduce)");
  const locale = useAntdLocale(currentLanguage());
  const palette = palettes[appearance];
  const room = useRooms();
  useLayoutEffect(() => paint(palette, appearance, chosen), [palette, appearance, chosen]);
  useLayoutEffect(() => {
    document.documentElement.dataset.room = room;
  }, [room]);
  const config = useMemo(() => {
    const scale = (browserFontScale() * chosen.fontSize) / 100;
    return antdTheme(palette, appearance, { density: chosen.density, scale, still });
  }, [palette, appearance, chosen, still]);
  return (
    <ConfigProvider theme={config} locale={locale} direction={i18n.dir()} componentSize="middle" wave={{ disabled: true }} button={{ autoInsertSpace: false }}>
      {children}
    </ConfigProvider>
  );
}
