/** The colours of one appearance, by role. */
export interface Palette {
  ink: string;
  "ink-2": string;
  "ink-3": string;
  line: string;
  "line-2": string;
  "line-strong": string;
  paper: string;
  "paper-2": string;
  "paper-3": string;
  "paper-float": string;
  hover: string;
  accent: string;
  "accent-hover": string;
  "accent-ink": string;
  "accent-soft": string;
  "on-accent": string;
  seal: string;
  good: string;
  warn: string;
  bad: string;
  info: string;
  "good-soft": string;
  "warn-soft": string;
  "bad-soft": string;
  "info-soft": string;
  pill: string;
  "on-pill": string;
  "pill-action": string;
  shadow: string;
}

export type Appearance = "light" | "dark" | "contrast";

const light: Palette = {
  ink: "#1c2127",
  "ink-2": "#565f6b",
  "ink-3": "#666f7b",
  line: "#e6e8eb",
  "line-2": "#f0f1f3",
  "line-strong": "#cfd4da",
  paper: "#ffffff",
  "paper-2": "#fafafa",
  "paper-3": "#f4f5f6",
  "paper-float": "#ffffff",
  hover: "#f1f6f4",
  accent: "#1d6f5b",
  "accent-hover": "#185f4e",
  "accent-ink": "#14523f",
  "accent-soft": "#e3f1ec",
  "on-accent": "#ffffff",
  seal: "#c23b2a",
  good: "#27704a",
  warn: "#8f5500",
  bad: "#b3261e",
  info: "#2b5797",
  "good-soft": "#e6f4ea",
  "warn-soft": "#fff3df",
  "bad-soft": "#fdebe9",
  "info-soft": "#e8effa",
  pill: "#1c2127",
  "on-pill": "#ffffff",
  "pill-action": "#7fd0b8",
  shadow: "0 1px 2px rgba(20,24,28,.06), 0 8px 24px rgba(20,24,28,.08)",
};

const dark: Palette = {
  ink: "#e6e9ec",
  "ink-2": "#b0b8c1",
  "ink-3": "#949da8",
  line: "#2d343a",
  "line-2": "#242a2f",
  "line-strong": "#434c54",
  paper: "#171b1f",
  "paper-2": "#14171b",
  "paper-3": "#0f1214",
  "paper-float": "#1f2429",
  hover: "#1d2725",
  accent: "#247c66",
  "accent-hover": "#28836c",
  "accent-ink": "#74cdb4",
  "accent-soft": "#17352d",
  "on-accent": "#ffffff",
  seal: "#c23b2a",
  good: "#74c797",
  warn: "#e5ae5c",
  bad: "#f28b82",
  info: "#8fb4ec",
  "good-soft": "#16301f",
  "warn-soft": "#35280f",
  "bad-soft": "#3a1a18",
  "info-soft": "#18273d",
  pill: "#e6e9ec",
  "on-pill": "#171b1f",
  "pill-action": "#14523f",
  shadow: "0 1px 2px rgba(0,0,0,.4), 0 8px 24px rgba(0,0,0,.5)",
};

const contrast: Palette = {
  ...light,
  ink: "#000000",
  "ink-2": "#1a1f25",
  "ink-3": "#343b44",
  line: "#5b646f",
  "line-2": "#8a93a0",
  "line-strong": "#1c2127",
  "paper-2": "#ffffff",
  "paper-3": "#f4f5f6",
  hover: "#dcefe8",
  accent: "#0b4a3a",
  "accent-hover": "#06362a",
  "accent-ink": "#06362a",
  "accent-soft": "#cfe8df",
  seal: "#a32a1b",
  good: "#0f4a28",
  warn: "#5c3600",
  bad: "#8a130c",
  info: "#123b78",
};

export const palettes: Record<Appearance, Palette> = { light, dark, contrast };
