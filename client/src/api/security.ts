import { queryOptions } from "@tanstack/react-query";
import { api } from "./client";
import type { Me } from "./session";

export type Way = "passkey" | "totp" | "recovery";

/** A picture whose letters have to be typed in, or a sound whose digits. */
export interface Captcha {
  id: string;
  picture?: string;
  sound?: string;
}

/** The password was right; one of these ways is left to go. */
export interface Step {
  next: "second_factor";
  ways: Way[];
  ticket: string;
  passkey?: PublicKeyCredentialRequestOptionsJSON;
}

interface Seen {
  id: string;
  browser: string;
  system: string;
  address: string | null;
  created_at: string;
  seen_at: string;
}

export interface Session extends Seen {
  is_this: boolean;
}

export interface Device extends Seen {
  expires_at: string;
}

export interface Factor {
  id: string;
  kind: "totp" | "passkey";
  name: string;
  created_at: string;
  used_at: string | null;
}

export interface Authenticator {
  ticket: string;
  secret: string;
  uri: string;
  picture: string;
}

/** A program that somebody has let in. */
export interface Grant {
  id: string;
  name: string;
  scopes: string[];
  created_at: string;
  expires_at: string;
  used_at: string | null;
}

export interface UserSecurity {
  locked_until: string | null;
  verified_email: string | null;
  sessions: Session[];
  devices: Device[];
  factors: Factor[];
  /** The directories that he comes in through. */
  directories: { id: string; name: string; seen_at: string }[];
  grants: Grant[];
}

export interface Codes {
  recovery_codes: string[];
}

export const securityKey = ["security"] as const;

/** Who is locked out now, asked again while somebody looks, since locks open by themselves. */
export const lockedQuery = queryOptions({
  queryKey: [...securityKey, "locked"] as const,
  queryFn: ({ signal }) => api.get<{ locked: { user: string; until: string }[] }>("/security/locked", undefined, signal),
  staleTime: 0,
  refetchInterval: 10_000,
});

export const sessionsQuery = queryOptions({
  queryKey: [...securityKey, "sessions"] as const,
  queryFn: ({ signal }) => api.get<{ sessions: Session[]; devices: Device[] }>("/auth/sessions", undefined, signal),
  staleTime: 0,
});

export const factorsQuery = queryOptions({
  queryKey: [...securityKey, "factors"] as const,
  queryFn: ({ signal }) => api.get<{ factors: Factor[]; recovery_codes_left: number }>("/auth/second-factors", undefined, signal),
  staleTime: 0,
});

/** What the sign-in page can offer. */
export interface Ways {
  reset_by_mail: boolean;
  directories: { id: string; name: string }[];
}

export const waysQuery = queryOptions({ queryKey: ["ways"] as const, queryFn: () => api.get<Ways>("/auth/login/ways") });

/** The step that is left after another directory has let somebody in. */
export function handedStep(): Promise<Step> {
  return api.post<Step>("/auth/login/handed");
}

export const canUsePasskeys = typeof PublicKeyCredential !== "undefined" && "parseRequestOptionsFromJSON" in PublicKeyCredential;

/** What one of the person's passkeys says to a question; null where he has stopped it. */
async function signed(options: PublicKeyCredentialRequestOptionsJSON): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options);
  const found = await navigator.credentials.get({ publicKey }).catch(() => null);
  return found instanceof PublicKeyCredential ? found.toJSON() : null;
}

export function giveCode(ticket: string, way: Way, code: string, remember: boolean): Promise<Me> {
  return api.post<Me>("/auth/login/second", { ticket, way, code, remember });
}

/** The passkey as the second step; null where the person has stopped it. */
export async function givePasskey(step: Step, remember: boolean): Promise<Me | null> {
  const credential = step.passkey && (await signed(step.passkey));
  if (!credential) return null;
  return api.post<Me>("/auth/login/second", { ticket: step.ticket, way: "passkey", credential, remember });
}

/** Signs in without a password; null where the person has stopped it. */
export async function enterByPasskey(): Promise<Me | null> {
  const asked = await api.post<{ ticket: string; options: PublicKeyCredentialRequestOptionsJSON }>("/auth/login/passkey");
  const credential = await signed(asked.options);
  if (!credential) return null;
  return api.post<Me>("/auth/login/second", { ticket: asked.ticket, way: "passkey", credential, alone: true });
}

/** Has the browser make a passkey and keeps it; null where the person has stopped it. */
export async function addPasskey(name: string, password?: string): Promise<Codes | null> {
  const asked = await api.post<{ ticket: string; options: PublicKeyCredentialCreationOptionsJSON }>("/auth/second-factors/passkey", { password });
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(asked.options);
  const made = await navigator.credentials.create({ publicKey }).catch(() => null);
  if (!(made instanceof PublicKeyCredential)) return null;
  return api.post<Codes>("/auth/second-factors/passkey/confirm", { ticket: asked.ticket, credential: made.toJSON() as unknown, name });
}
