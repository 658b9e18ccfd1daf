import type { QueryClient } from "@tanstack/react-query";
import { api, speak } from "@/api/client";
import { keys } from "@/api/queries";
import { isProblem } from "@/api/problem";
import type { Me, MeChange } from "@/api/session";
import { chooseLanguage, currentLanguage, isLanguage, type Language } from "@/i18n";
import { readOwnKeys, setOwnKeys, usualKeys, type OwnKeys } from "@/ui/shortcuts/ownKeys";
import { showProblem } from "@/ui/toast/undo";
import { preferences, readPreferences, setPreferences, watchPreferences } from "@/ui/theme/preferences";

const member = "interface";
const keysMember = "keys";
const pause = 600;

/** Takes over what the person has chosen on another device. */
export async function adoptPersonal(client: QueryClient, me: Me): Promise<void> {
  const kept = me.preferences[member];
  if (kept) setPreferences(readPreferences(kept, preferences()));
  setOwnKeys(readOwnKeys(me.preferences[keysMember]));
  if (!isLanguage(me.language) || me.language === currentLanguage()) return;
  await switchTexts(me.language);
  // Names of fields may be on their way in the language before.
  await client.cancelQueries({ queryKey: keys.meta });
  client.removeQueries({ queryKey: keys.meta });
}

async function switchTexts(language: Language): Promise<void> {
  speak(language);
  await chooseLanguage(language);
}

async function saveMe(client: QueryClient, change: MeChange): Promise<void> {
  try {
    client.setQueryData(keys.me, await api.patch<Me>("/auth/me", change));
  } catch (error) {
    // The choice holds on this device; it reaches the account with the next one.
    if (!isProblem(error)) throw error;
  }
}

/** Switches the language here and for the account; names of fields come anew from the server. */
export async function changeLanguage(client: QueryClient, language: Language): Promise<void> {
  await switchTexts(language);
  const me = client.getQueryData<Me>(keys.me);
  if (!me) return;
  await saveMe(client, { language });
  await client.invalidateQueries();
}

/** Keeps the keys that the person has chosen, here and with the account. */
export async function keepOwnKeys(client: QueryClient, chosen: OwnKeys): Promise<void> {
  setOwnKeys(chosen);
  const isUsual = JSON.stringify(chosen) === JSON.stringify(usualKeys);
  await keepWithAccount(client, keysMember, isUsual ? null : chosen);
}

// One choice follows the other, so that the last one is what is kept.
let keeping: Promise<unknown> = Promise.resolve();

/** Keeps a part of the person's choices with his account; it holds on this page at once. Null takes it away. */
export function keepWithAccount(client: QueryClient, part: string, value: unknown): Promise<unknown> {
  client.setQueryData<Me>(keys.me, (me) => me && { ...me, preferences: { ...me.preferences, [part]: value } });
  keeping = keeping.then(() => api.patch<Me>("/auth/me", { preferences: { [part]: value } })).catch((error: unknown) => {
    if (!isProblem(error)) throw error;
    showProblem(error);
  });
  return keeping;
}

/** Keeps every later choice of theme, size and density with the account. */
export function keepPreferences(client: QueryClient): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const save = () => {
    timer = undefined;
    const me = client.getQueryData<Me>(keys.me);
    const chosen = preferences();
    if (!me || JSON.stringify(me.preferences[member]) === JSON.stringify(chosen)) return;
    void saveMe(client, { preferences: { [member]: chosen } });
  };
  const stop = watchPreferences(() => {
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  return () => {
    stop();
    if (timer === undefined) return;
    clearTimeout(timer);
    save();
  };
}
