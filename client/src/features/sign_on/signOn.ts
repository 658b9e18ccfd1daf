import { queryOptions } from "@tanstack/react-query";
import { api, type Written } from "@/api/client";

export type Kind = "oidc" | "ldap";
export const kinds: readonly Kind[] = ["oidc", "ldap"];
/** How it is found out who is in a group. */
export const waysToGroups = ["memberOf", "member", "uniqueMember", "memberUid"] as const;

/** Whoever is in the group has the role. */
export interface GroupRow {
  group: string;
  role: string;
}

/** What every directory has. */
export interface SharedFacts {
  name: string;
  is_on: boolean;
  groups: GroupRow[];
  makes_users: boolean;
  default_role: string | null;
  default_team: string | null;
  joins_by_email: boolean;
}

/** What a provider of OpenID Connect has beside that. */
export interface OidcFacts {
  issuer: string;
  client_id: string;
  scopes: string;
  groups_claim: string;
  trusted_factors: string[];
}

/** What an LDAP directory has beside that. */
export interface LdapFacts {
  address: string;
  in_clear: boolean;
  authority: string;
  bind_name: string;
  base: string;
  user_filter: string;
  login_attribute: string;
  name_attribute: string;
  email_attribute: string;
  id_attribute: string;
  groups_by: (typeof waysToGroups)[number];
  group_base: string;
  group_filter: string;
  compares: boolean;
}

/** One form holds the facts of either kind; only those of the kind are sent. */
export type DirectoryFacts = SharedFacts & OidcFacts & LdapFacts;

/** What came of the last comparison. */
export interface LastCompared {
  at: string;
  fault: string | null;
  going?: number;
  following?: number;
  people?: number;
}

export interface Directory extends SharedFacts, Partial<OidcFacts>, Partial<LdapFacts> {
  id: string;
  kind: Kind;
  has_secret: boolean;
  /** The address that the directory sends people back to; empty where it does not. */
  callback: string;
  compared: LastCompared | null;
}

/** What is sent of a directory; a secret only where it is a new one. */
export type DirectoryChange = Partial<DirectoryFacts> & { kind?: Kind; secret?: string };

export interface Finding {
  weight: "fine" | "mind" | "wrong";
  text: string;
}

export interface Named {
  id: string;
  name: string;
}

/** Somebody as the directory tells of him. */
export interface Sighted {
  entry: string;
  login: string;
  name: string;
  email: string;
  id: string;
  is_off: boolean;
  groups: string[];
  roles: Named[];
}

export interface Trial {
  is_fine: boolean;
  findings: Finding[];
  person?: Sighted;
}

/** Who would go and who would change, or did. */
export interface Comparison {
  counts: { people: number; known: number; going: number; following: number };
  is_doubtful: boolean;
  going: (Named & { reason: "gone" | "off" })[];
  following: (Named & { fields: string[] })[];
  kept: Named[];
  is_done: boolean;
  refused: number;
}

const usualShared: SharedFacts = {
  name: "",
  is_on: false,
  groups: [],
  makes_users: false,
  default_role: null,
  default_team: null,
  joins_by_email: false,
};

const usualOidc: OidcFacts = { issuer: "", client_id: "", scopes: "openid profile email", groups_claim: "groups", trusted_factors: [] };

const usualLdap: LdapFacts = {
  address: "",
  in_clear: false,
  authority: "",
  bind_name: "",
  base: "",
  user_filter: "(uid={login})",
  login_attribute: "uid",
  name_attribute: "cn",
  email_attribute: "mail",
  id_attribute: "entryUUID",
  groups_by: "memberOf",
  group_base: "",
  group_filter: "",
  compares: true,
};

/** What Active Directory calls the same things. */
export const activeDirectory: Partial<LdapFacts> = {
  user_filter: "(&(objectCategory=person)(objectClass=user)(sAMAccountName={login}))",
  login_attribute: "sAMAccountName",
  name_attribute: "displayName",
  email_attribute: "mail",
  id_attribute: "objectGUID",
  groups_by: "memberOf",
};

export const usual: DirectoryFacts = { ...usualShared, ...usualOidc, ...usualLdap };

function only<Facts extends object>(facts: DirectoryFacts, like: Facts): Facts {
  return Object.fromEntries(Object.keys(like).map((name) => [name, facts[name as keyof DirectoryFacts]])) as Facts;
}

/** The facts that a directory of this kind has. */
export function factsOf(kind: Kind, facts: DirectoryFacts): Partial<DirectoryFacts> {
  return { ...only(facts, usualShared), ...(kind === "oidc" ? only(facts, usualOidc) : only(facts, usualLdap)) };
}

export const directoriesQuery = queryOptions({
  queryKey: ["sign-on", "directories"] as const,
  queryFn: ({ signal }) => api.get<{ directories: Directory[] }>("/sign-on/directories", undefined, signal),
  staleTime: 0,
});

export function saveDirectory(id: string | null, change: DirectoryChange): Promise<Written<Directory>> {
  return id ? api.write("PATCH", `/sign-on/directories/${id}`, { body: change }) : api.write("POST", "/sign-on/directories", { body: change });
}

export function removeDirectory(id: string): Promise<Written<unknown>> {
  return api.write("DELETE", `/sign-on/directories/${id}`);
}

export interface Provisioning {
  /** Where provisioning systems come. */
  address: string;
  groups: GroupRow[];
}

export const provisioningQuery = queryOptions({
  queryKey: ["sign-on", "provisioning"] as const,
  queryFn: ({ signal }) => api.get<Provisioning>("/sign-on/provisioning", undefined, signal),
  staleTime: 0,
});

export function saveProvisioning(groups: readonly GroupRow[]): Promise<Written<Provisioning>> {
  return api.write("PUT", "/sign-on/provisioning", { body: { groups } });
}

export function tryDirectory(id: string, login: string): Promise<Trial> {
  return api.post(`/sign-on/directories/${id}/try`, login ? { login } : {});
}

export function compareDirectory(id: string, order: { dry_run: boolean; confirmed?: boolean }): Promise<Written<Comparison>> {
  return api.write("POST", `/sign-on/directories/${id}/compare`, { body: order });
}
