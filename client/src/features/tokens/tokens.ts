import { queryOptions } from "@tanstack/react-query";
import { api, type Written } from "@/api/client";

export const scopes = ["read", "write", "export", "events", "audit", "admin", "scim"] as const;
export type Scope = (typeof scopes)[number];
export const terms = [7, 30, 90, 365] as const;

interface Named {
  id: string;
  title: string | null;
}

export interface Token {
  id: string;
  name: string;
  /** Null is everything that its person may. */
  scopes: string[] | null;
  networks: string[];
  created_at: string;
  expires_at: string;
  used_at: string | null;
  address: string | null;
  is_over: boolean;
  user: Named;
  created_by: Named | null;
}

export interface NewToken {
  name: string;
  scopes: string[];
  days: number;
  networks: string[];
}

export interface Networks {
  company: string[];
  roles: Record<string, string[]>;
  /** From where the asking administrator comes. */
  address: string;
}

export const ownTokens = queryOptions({
  queryKey: ["tokens", "own"] as const,
  queryFn: ({ signal }) => api.get<{ tokens: Token[] }>("/auth/tokens", undefined, signal),
  staleTime: 0,
});

export const allTokens = queryOptions({
  queryKey: ["tokens", "all"] as const,
  queryFn: ({ signal }) => api.get<{ tokens: Token[] }>("/security/tokens", undefined, signal),
  staleTime: 0,
});

export const networksQuery = queryOptions({
  queryKey: ["networks"] as const,
  queryFn: ({ signal }) => api.get<Networks>("/security/networks", undefined, signal),
  staleTime: 0,
});

export function makeToken(facts: NewToken, password?: string): Promise<Token & { token: string }> {
  return api.post("/auth/tokens", { ...facts, ...(password ? { password } : {}) });
}

export function keepNetworks(networks: Omit<Networks, "address">): Promise<Written<Networks>> {
  return api.write("PUT", "/security/networks", { body: networks });
}

/** Networks as people type them: by commas, blanks or lines. */
export function networksIn(text: string): string[] {
  return text.split(/[\s,;]+/).filter(Boolean);
}
