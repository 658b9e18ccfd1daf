import { expect, test } from "vitest";
import { palettes, type Appearance, type Palette } from "@/ui/theme/palette";

/** Relative luminance and contrast as WCAG 2.2 defines them. */
function luminance(colour: string): number {
  const channels = [1, 3, 5].map((place) => Number.parseInt(colour.slice(place, place + 2), 16) / 255);
  const [red, green, blue] = channels.map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

function contrast(one: string, other: string): number {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return ((light ?? 0) + 0.05) / ((dark ?? 0) + 0.05);
}

const papers = ["paper", "paper-2", "paper-3", "paper-float", "hover"] as const;
const texts = ["ink", "ink-2", "ink-3", "accent-ink"] as const;
const pairs: [keyof Palette, keyof Palette][] = [
  ...texts.flatMap((text) => papers.map((paper): [keyof Palette, keyof Palette] => [text, paper])),
  ["on-accent", "accent"],
  ["on-accent", "accent-hover"],
  ["accent-ink", "accent-soft"],
  ["ink-2", "accent-soft"],
  ["good", "good-soft"],
  ["warn", "warn-soft"],
  ["bad", "bad-soft"],
  ["info", "info-soft"],
  ["good", "paper"],
  ["warn", "paper"],
  ["bad", "paper"],
  ["info", "paper"],
  ["on-pill", "pill"],
  ["pill-action", "pill"],
];
const appearances = Object.keys(palettes) as Appearance[];

test.each(appearances.flatMap((name) => pairs.map(([text, ground]) => [name, text, ground] as const)))(
  "in %s, %s on %s has the contrast that WCAG AA asks of text",
  (name, text, ground) => {
    expect(contrast(palettes[name][text], palettes[name][ground])).toBeGreaterThanOrEqual(4.5);
  },
);

test.each(papers)("in high contrast, text on %s reaches the seven of WCAG AAA", (paper) => {
  const { ink, "ink-2": second, "ink-3": third } = palettes.contrast;
  const least = Math.min(...[ink, second, third].map((text) => contrast(text, palettes.contrast[paper])));
  expect(least).toBeGreaterThanOrEqual(7);
});

test.each(appearances)("in %s, what is chosen stands out from the paper", (name) => {
  expect(contrast(palettes[name].accent, palettes[name].paper)).toBeGreaterThanOrEqual(3);
});
