import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api } from "./client";
import type { Meta, ObjectMeta, Right, WireRecord } from "./meta";
import { keys } from "./queries";
import type { Captcha, Step } from "./security";

export interface Me {
  user: { id: string; name: string; login: string; email: string | null };
  roles: string[];
  language: string;
  time_zone: string;
  must_change_password: boolean;
  must_set_second_factor: boolean;
  must_verify_email: boolean;
  email_is_verified: boolean;
  is_administrator: boolean;
  /** Somebody else looks through this person's eyes, and nothing can be changed. */
  is_looking: boolean;
  /** What the company still lacks, for whoever can add it. */
  to_set_up: string[];
  preferences: Record<string, unknown>;
  /** What changes later than this is told by the event stream. */
  events_after: number;
  company: { name: string; currency: string; time_zone: string };
}

const hour = 3_600_000;

export const meQuery = queryOptions({
  queryKey: keys.me,
  queryFn: ({ signal }) => api.get<Me>("/auth/me", undefined, signal),
  staleTime: hour,
  gcTime: Infinity,
});

/** Objects, fields, views and the caller's rights, in his language; renewed when the event stream says so. */
export const metaQuery = queryOptions({
  queryKey: keys.meta,
  queryFn: ({ signal }) => api.get<Meta>("/meta", undefined, signal),
  staleTime: Infinity,
  gcTime: Infinity,
});

export function useMe() {
  return useQuery(meQuery);
}

export function useMeta() {
  return useQuery(metaQuery);
}

/** One object's declaration; undefined while it loads or when the caller may not see it. */
export function useObject(name: string): ObjectMeta | undefined {
  return useMeta().data?.objects[name];
}

export function may(object: ObjectMeta | undefined, right: Right): boolean {
  return object?.rights.includes(right) ?? false;
}

/** Whether the right holds for this record too; some see more of an object's records than they may change. */
export function mayHere(object: ObjectMeta | undefined, right: "edit" | "delete", record: WireRecord): boolean {
  return may(object, right) && record.can_edit !== false;
}

export function signIn(login: string, password: string, captcha?: { id: string; answer: string }): Promise<Me | Step> {
  return api.post<Me | Step>("/auth/login", { login, password, captcha });
}

export function anotherCaptcha(form: "picture" | "sound"): Promise<Captcha> {
  return api.post<Captcha>("/auth/login/captcha", { form });
}

export function signOut(): Promise<unknown> {
  return api.post("/auth/logout");
}

export function changePassword(current: string, next: string): Promise<unknown> {
  return api.post("/auth/password", { current, new: next });
}

/** Looks through somebody's eyes; what is shown is all another's, so the page begins anew. */
export async function lookAs(user: string): Promise<void> {
  await api.post("/sharing/view-as", { user });
  location.assign("/");
}

export async function endLooking(): Promise<void> {
  await api.delete("/sharing/view-as");
  location.assign("/");
}

export type MeChange = Partial<Pick<Me, "language" | "time_zone" | "preferences">>;

/** Keeps the person's language, zone and preferences with his account. */
export function useSaveMe() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (change: MeChange) => api.patch<Me>("/auth/me", change),
    onSuccess: (me) => client.setQueryData(keys.me, me),
  });
}
