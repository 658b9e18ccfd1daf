import { queryOptions } from "@tanstack/react-query";
import { api, type Written } from "@/api/client";

export const securities = ["starttls", "tls", "none"] as const;
export type Security = (typeof securities)[number];

export interface MailFacts {
  host: string;
  port: number;
  security: Security;
  user: string;
  sender: string;
  sender_name: string;
}

export interface Mail extends MailFacts {
  has_password: boolean;
  is_set_up: boolean;
  /** True once it has taken a letter by these settings. */
  works: boolean;
}

export type MailChange = Partial<MailFacts> & { password?: string };

/** What the server said to a letter. */
export interface Receipt {
  is_sent: boolean;
  answer: string;
}

/** The port that servers usually listen at. */
export const usualPorts: Record<Security, number> = { starttls: 587, tls: 465, none: 25 };

export const mailQuery = queryOptions({
  queryKey: ["mail"] as const,
  queryFn: ({ signal }) => api.get<Mail>("/mail", undefined, signal),
  staleTime: 0,
});

export function changeMail(facts: MailChange): Promise<Written<Mail>> {
  return api.write("PATCH", "/mail", { body: facts });
}

export function tryMail(to: string): Promise<Receipt> {
  return api.post("/mail/test", { to });
}
