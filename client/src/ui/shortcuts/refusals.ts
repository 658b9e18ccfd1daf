import { belongsToText } from "./keys";

export type Refusal = "browser" | "text" | "moving";

// Browsers act on these before the page hears of them, or people need them on every page.
const browsers = /^(mod\+(shift\+)?([ntwqrlfdpjo0=\-+]|tab|pageup|pagedown|[1-9])|alt\+(left|right|home|f4)|f\d+|mod\+f\d+)$/;
const moving = /^(shift\+)?(tab|enter|space|escape|up|down|left|right|home|end|pageup|pagedown|backspace|delete)$/;

/** Why keys cannot be chosen, if they cannot. */
export function refusalOf(keys: string): Refusal | undefined {
  for (const stroke of keys.split(" ")) {
    if (browsers.test(stroke)) return "browser";
    if (moving.test(stroke)) return "moving";
    if (stroke.startsWith("mod+") && belongsToText(stroke) && !/z$/.test(stroke)) return "text";
  }
  return undefined;
}
