import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";

export interface Person {
  /** The place among the persons of the request. */
  number: number;
  names: string[];
  emails: string[];
  phones: string[];
  is_distinct: boolean;
}

export interface FindingKey {
  person: number;
  place: string;
  object: string;
  key: string;
}

export interface Finding extends FindingKey {
  title: string | null;
  /** Of a file: the record on which it hangs. */
  holder?: { object: string; id: string };
  how: string;
  is_subject: boolean;
  /** By an address or a number, not by a name alone. */
  is_sure: boolean;
  is_chosen: boolean;
}

export interface Place {
  person: number;
  is_sure: boolean;
  place: string;
  object: string;
  label: string;
  count: number;
  chosen: number;
}

export interface Package {
  id: string;
  person: number;
  made_at: string;
  expires_at: string;
  size: number;
}

export interface Correction {
  object: string;
  key: string;
  title: string | null;
  fields: string[];
  at: string;
  by: string | null;
  change_set: string;
}

export interface RequestState {
  state: "new" | "found" | "queued" | "running" | "done" | "failed";
  deed?: string | null;
  phase?: string;
  persons: Person[];
  /** How many files are still to be looked into, and how many are of a kind that nobody can. */
  files?: { rest: number; unread: number };
  /** What the audit log tells of each person. */
  logged?: { person: number; entries: number; sign_ins: number }[];
  corrections?: Correction[];
  places: Place[];
  findings: Finding[];
  packages: Package[];
  certificate: { deed: string } | null;
}

export type Deed = "erase" | "anonymise" | "correct" | "restrict";
export type RequestKind = "access" | "correct" | "erase" | "anonymise" | "restrict";

const address = (id: string) => `/privacy/requests/${id}`;
const key = (id: string) => ["privacy", "request", id] as const;

/** Something goes on in the background: an erasure, or the search through files. */
function isAtWork(state: RequestState | undefined): boolean {
  return state !== undefined && (["queued", "running"].includes(state.state) || (state.state === "found" && (state.files?.rest ?? 0) > 0));
}

export function requestQuery(id: string) {
  return queryOptions({
    queryKey: key(id),
    queryFn: ({ signal }) => api.get<RequestState>(address(id), undefined, signal),
    refetchInterval: (query) => (isAtWork(query.state.data) ? 1500 : false),
  });
}

export const requestKey = key;

export async function findPersons(id: string, persons: Person[]): Promise<RequestState> {
  return (await api.write<RequestState>("POST", `${address(id)}/find`, { body: { persons } })).body;
}

export async function chooseFindings(id: string, findings: readonly FindingKey[], isChosen: boolean): Promise<RequestState> {
  const chosen = findings.map(({ person, place, object, key: row }) => ({ person, place, object, key: row, is_chosen: isChosen }));
  return (await api.write<RequestState>("PATCH", `${address(id)}/findings`, { body: { findings: chosen } })).body;
}

export interface Order {
  deed: Deed;
  /** Records that must be kept stay as they are, and the rest is done. */
  leaves_held?: boolean;
  reason?: string;
}

export async function carryOut(id: string, order: Order): Promise<RequestState> {
  return (await api.write<RequestState>("POST", `${address(id)}/run`, { body: order })).body;
}

export async function correctFound(id: string, { object, key: row }: FindingKey, values: Record<string, unknown>, version: number): Promise<RequestState> {
  return (await api.write<RequestState>("POST", `${address(id)}/corrections`, { body: { object, key: row, values, version } })).body;
}

export function makePackage(id: string) {
  return api.write<{ id: string }>("POST", `${address(id)}/packages`, { body: {} });
}

const emails = /[^\s,;，；<>]+@[^\s,;，；<>]+/g;
const phones = /\+?\d[\d\s().-]{5,}\d/g;

/** One person for each line: what looks like an address or a number is one, the rest are names. */
export function readLines(text: string, isDistinct: boolean): Person[] {
  return linesOf(text, isDistinct).map((person, number) => ({ ...person, number }));
}

function linesOf(text: string, isDistinct: boolean): Omit<Person, "number">[] {
  return text
    .split("\n")
    .map((line) => {
      const rest = line.replaceAll(emails, ",").replaceAll(phones, ",");
      const names = rest.split(/[,;，；\t]/).map((name) => name.trim()).filter((name) => name.length > 1);
      return { names, emails: line.match(emails) ?? [], phones: (line.replaceAll(emails, " ").match(phones) ?? []).map((each) => each.trim()), is_distinct: isDistinct };
    })
    .filter((person) => person.names.length + person.emails.length + person.phones.length > 0);
}

export function asLine(person: Person): string {
  return [...person.names, ...person.emails, ...person.phones].join(", ");
}

export function asLines(persons: readonly Person[]): string {
  return persons.map(asLine).join("\n");
}

/** What a person is called in a heading. */
export function nameOf(person: Person | undefined, number: number): string {
  return person?.names[0] ?? person?.emails[0] ?? person?.phones[0] ?? String(number + 1);
}
