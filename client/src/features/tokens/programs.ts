import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import type { Grant } from "@/api/security";

export interface Program {
  id: string;
  name: string;
  redirects: string[];
  scopes: string[];
  is_confidential: boolean;
  service_user: string | null;
  created_at: string;
}

export interface NewProgram {
  name: string;
  redirects: string[];
  scopes: string[];
  is_confidential: boolean;
  service_user?: string;
}

export const programsQuery = queryOptions({
  queryKey: ["programs"] as const,
  queryFn: ({ signal }) => api.get<{ programs: Program[] }>("/oauth/programs", undefined, signal),
  staleTime: 0,
});

export const grantsQuery = queryOptions({
  queryKey: ["grants"] as const,
  queryFn: ({ signal }) => api.get<{ grants: Grant[] }>("/oauth/grants", undefined, signal),
  staleTime: 0,
});

export function registerProgram(facts: NewProgram): Promise<{ id: string; secret: string | null }> {
  return api.post("/oauth/programs", facts);
}
