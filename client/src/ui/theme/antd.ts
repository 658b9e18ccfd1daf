import { theme, type ThemeConfig } from "antd";
import type { Appearance, Palette } from "./palette";
import type { Preferences } from "./preferences";

const controlHeights: Record<Preferences["density"], number> = { compact: 26, normal: 30, roomy: 36 };

export interface Measures {
  density: Preferences["density"];
  /** How large one CSS rem is beside the usual 16 pixels. */
  scale: number;
  still: boolean;
}

/** Ant Design's tokens from our own roles. */
export function antdTheme(palette: Palette, appearance: Appearance, { density, scale, still }: Measures): ThemeConfig {
  const px = (value: number) => Math.round(value * scale);
  return {
    algorithm: appearance === "dark" ? theme.darkAlgorithm : theme.defaultAlgorithm,
    cssVar: { prefix: "ant", key: "guanxi" },
    hashed: false,
    token: {
      colorPrimary: palette.accent,
      colorPrimaryHover: palette["accent-hover"],
      colorPrimaryBg: palette["accent-soft"],
      colorPrimaryBgHover: palette["accent-soft"],
      colorPrimaryText: palette["accent-ink"],
      colorLink: palette["accent-ink"],
      colorLinkHover: palette.accent,
      colorSuccess: palette.good,
      colorWarning: palette.warn,
      colorError: palette.bad,
      colorInfo: palette.info,
      colorInfoBg: palette["info-soft"],
      colorInfoBorder: palette["info-soft"],
      colorSuccessBg: palette["good-soft"],
      colorSuccessBorder: palette["good-soft"],
      colorWarningBg: palette["warn-soft"],
      colorWarningBorder: palette["warn-soft"],
      colorErrorBg: palette["bad-soft"],
      colorErrorBorder: palette["bad-soft"],
      colorText: palette.ink,
      colorTextSecondary: palette["ink-2"],
      colorTextTertiary: palette["ink-3"],
      colorTextDescription: palette["ink-3"],
      colorTextPlaceholder: palette["ink-3"],
      colorIcon: palette["ink-2"],
      colorBorder: palette["line-strong"],
      colorBorderSecondary: palette.line,
      colorSplit: palette.line,
      colorBgContainer: palette.paper,
      colorBgElevated: palette["paper-float"],
      colorBgLayout: palette["paper-3"],
      controlItemBgHover: palette.hover,
      controlItemBgActive: palette["accent-soft"],
      controlItemBgActiveHover: palette["accent-soft"],
      fontFamily: "var(--font)",
      fontSize: px(13),
      fontSizeSM: px(12),
      fontSizeLG: px(15),
      fontWeightStrong: 600,
      borderRadius: 6,
      borderRadiusLG: 10,
      borderRadiusSM: 4,
      controlHeight: px(controlHeights[density]),
      controlHeightSM: px(Math.max(24, 0.75 * controlHeights[density])), // less is missed by a finger
      boxShadow: palette.shadow,
      boxShadowSecondary: palette.shadow,
      boxShadowTertiary: "none",
      motion: !still,
      wireframe: false,
    },
    components: {
      Button: { defaultShadow: "none", primaryShadow: "none", dangerShadow: "none", primaryColor: palette["on-accent"], defaultHoverColor: palette["accent-ink"], defaultActiveColor: palette["accent-ink"] },
      Tabs: { inkBarColor: palette.accent, itemSelectedColor: palette.ink, itemHoverColor: palette["accent-ink"] },
      Table: { headerBg: palette.paper, headerColor: palette["ink-2"], headerSplitColor: "transparent", rowHoverBg: palette.hover },
      Tooltip: { colorBgSpotlight: palette.pill, colorTextLightSolid: palette["on-pill"] },
    },
  };
}
