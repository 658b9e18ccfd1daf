import { Problem, problemFrom } from "./problem";

type QueryValue = string | number | boolean | null | undefined;

export interface RequestOptions {
  query?: Record<string, QueryValue>;
  body?: unknown;
  /** Sent as it is, for files and forms. */
  raw?: BodyInit;
  headers?: Record<string, string>;
  /** Makes a repeated create harmless. */
  idempotencyKey?: string;
  /** The entity tag that the change was based on. */
  ifMatch?: string;
  /** Why, kept with the change. */
  reason?: string;
  signal?: AbortSignal;
}

/** A body with the entity tag that came along. */
export interface Tagged<T> {
  body: T;
  etag: string | null;
}

/** The answer to a write, with the change set that its undo needs. */
export interface Written<T> extends Tagged<T> {
  changeSet: string | null;
}

export const apiRoot = "/api/v1";

let language = "en";
const signedOutListeners = new Set<() => void>();
const writtenListeners = new Set<(path: string, changeSet: string) => void>();

/** Tells the server in which language to write messages. */
export function speak(tag: string): void {
  language = tag;
}

/** Calls back whenever the server no longer knows the session. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** Calls back with the path and the change set of every write that has one. */
export function onWritten(listener: (path: string, changeSet: string) => void): () => void {
  writtenListeners.add(listener);
  return () => writtenListeners.delete(listener);
}

export function apiAddress(path: string, query: RequestOptions["query"] = {}): string {
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined || value === null ? [] : [[name, String(value)]],
  );
  const search = new URLSearchParams(pairs).toString();
  return search ? `${apiRoot}${path}?${search}` : `${apiRoot}${path}`;
}

function headersOf(method: string, options: RequestOptions): Headers {
  const headers = new Headers({ Accept: "application/json", "Accept-Language": language, ...options.headers });
  if (method !== "GET") headers.set("X-Guanxi-CSRF", "1");
  if (options.body !== undefined) headers.set("Content-Type", "application/json");
  if (options.idempotencyKey) headers.set("Idempotency-Key", options.idempotencyKey);
  if (options.ifMatch) headers.set("If-Match", options.ifMatch);
  if (options.reason) headers.set("X-Change-Reason", encodeURIComponent(options.reason));
  return headers;
}

function tellSignedOut(): void {
  for (const listener of signedOutListeners) listener();
}

function tellWritten(path: string, changeSet: string | null): void {
  if (changeSet === null) return;
  for (const listener of writtenListeners) listener(path, changeSet);
}

/** Sends a request and gives back the successful response; everything else is thrown as a Problem. */
export async function send(method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const body = options.body === undefined ? options.raw : JSON.stringify(options.body);
  let response: Response;
  try {
    response = await fetch(apiAddress(path, options.query), {
      method,
      headers: headersOf(method, options),
      credentials: "same-origin",
      ...(body === undefined ? {} : { body }),
      ...(options.signal ? { signal: options.signal } : {}),
    });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    throw new Problem(0, "offline", "", "");
  }
  if (response.ok) {
    tellWritten(path, response.headers.get("X-Change-Set"));
    return response;
  }
  const problem = await problemFrom(response);
  if (response.status === 401 && !/^\/auth\/(login|reset)/.test(path)) tellSignedOut();
  throw problem;
}

async function bodyOf<T>(response: Response): Promise<T> {
  const isEmpty = response.status === 204 || response.headers.get("Content-Length") === "0";
  return (isEmpty ? undefined : await response.json()) as T;
}

async function call<T>(method: string, path: string, options?: RequestOptions): Promise<T> {
  return bodyOf<T>(await send(method, path, options));
}

export const api = {
  get: <T>(path: string, query?: RequestOptions["query"], signal?: AbortSignal) =>
    call<T>("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) }),
  post: <T>(path: string, body?: unknown, options?: RequestOptions) => call<T>("POST", path, { ...options, body: body ?? {} }),
  put: <T>(path: string, body?: unknown, options?: RequestOptions) => call<T>("PUT", path, { ...options, body: body ?? {} }),
  patch: <T>(path: string, body: unknown, options?: RequestOptions) => call<T>("PATCH", path, { ...options, body }),
  delete: <T>(path: string, options?: RequestOptions) => call<T>("DELETE", path, options),
  /** A create that may be sent again without making a second record. */
  create: <T>(path: string, body: unknown, key: string = crypto.randomUUID()) =>
    call<T>("POST", path, { body, idempotencyKey: key }),
  /** A write together with its change set: method POST, PATCH, PUT or DELETE. */
  write: async <T>(method: string, path: string, options: RequestOptions = {}): Promise<Written<T>> => {
    const response = await send(method, path, options);
    const body = await bodyOf<T>(response);
    return { body, etag: response.headers.get("ETag"), changeSet: response.headers.get("X-Change-Set") };
  },
  /** A read together with its entity tag. */
  tagged: async <T>(path: string, query?: RequestOptions["query"], signal?: AbortSignal): Promise<Tagged<T>> => {
    const response = await send("GET", path, { ...(query ? { query } : {}), ...(signal ? { signal } : {}) });
    return { body: await bodyOf<T>(response), etag: response.headers.get("ETag") };
  },
};
