export const tones = ["plain", "accent", "good", "warn", "bad", "info"] as const;

export type Tone = (typeof tones)[number];

const tonesOfColours: Record<string, Tone> = {
  green: "good", lime: "good", amber: "warn", orange: "warn", yellow: "warn", gold: "warn", red: "bad", pink: "bad", magenta: "bad",
  volcano: "bad", blue: "info", geekblue: "info", purple: "info", indigo: "info", teal: "accent", cyan: "accent", pine: "accent",
};

/** The tone for a picklist's colour; a colour without a meaning stays plain. */
export function toneOf(colour: string | null | undefined): Tone {
  return (colour && tonesOfColours[colour]) || "plain";
}
