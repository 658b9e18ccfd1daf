import { expect, test, vi } from "vitest";
import { api, apiAddress, onSignedOut, speak } from "@/api/client";

/** The browser's fetch, answering as told and remembering what was asked. */
function answering(status: number, body: unknown, headers: Record<string, string> = {}) {
  const reply = () => Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status, headers }));
  const fetch = vi.fn<(address: string, request: RequestInit) => Promise<Response>>(reply);
  vi.stubGlobal("fetch", fetch);
  return () => {
    const [address, request] = fetch.mock.calls.at(-1) ?? ["", {}];
    return { address, method: request.method, headers: new Headers(request.headers), body: request.body };
  };
}

test("a read carries the language and no header against forgery", async () => {
  const asked = answering(200, { records: [] });
  speak("zh-TW");
  await api.get("/records/account", { limit: 50, cursor: undefined, q: "竹 & 盾" });
  expect(asked().address).toBe("/api/v1/records/account?limit=50&q=%E7%AB%B9+%26+%E7%9B%BE");
  expect(asked().headers.get("Accept-Language")).toBe("zh-TW");
  expect(asked().headers.has("X-Guanxi-CSRF")).toBe(false);
});

test("a create carries a key that makes it safe to repeat", async () => {
  const asked = answering(201, { id: "1" });
  await api.create("/records/account", { name: "竹盾" }, "key-1");
  expect(asked().headers.get("Idempotency-Key")).toBe("key-1");
  expect(asked().headers.get("X-Guanxi-CSRF")).toBe("1");
  expect(asked().body).toBe('{"name":"竹盾"}');
});

test("a write gives back its change set and entity tag", async () => {
  const asked = answering(200, { id: "1" }, { ETag: '"4"', "X-Change-Set": "c-9" });
  const written = await api.write("PATCH", "/records/account/1", { body: { name: "x" }, ifMatch: '"3"', reason: "改名" });
  expect(written).toEqual({ body: { id: "1" }, etag: '"4"', changeSet: "c-9" });
  expect(asked().headers.get("If-Match")).toBe('"3"');
  expect(asked().headers.get("X-Change-Reason")).toBe("%E6%94%B9%E5%90%8D");
});

test("an answer without a body is undefined", async () => {
  answering(204, null);
  await expect(api.post("/auth/logout")).resolves.toBeUndefined();
});

test("an unknown session is told to who listens, a wrong password is not", async () => {
  const listener = vi.fn();
  const stop = onSignedOut(listener);
  answering(401, { code: "wrong_login", title: "No" });
  await expect(api.post("/auth/login", {})).rejects.toMatchObject({ code: "wrong_login" });
  expect(listener).not.toHaveBeenCalled();
  await expect(api.get("/meta")).rejects.toMatchObject({ status: 401 });
  expect(listener).toHaveBeenCalledOnce();
  stop();
});

test("a failing connection is a problem, an abandoned request is not", async () => {
  vi.stubGlobal("fetch", () => Promise.reject(new TypeError("Failed to fetch")));
  await expect(api.get("/meta")).rejects.toMatchObject({ code: "offline", isOffline: true });
  vi.stubGlobal("fetch", () => Promise.reject(new DOMException("", "AbortError")));
  await expect(api.get("/meta")).rejects.toMatchObject({ name: "AbortError" });
});

test("what is undefined or null does not appear in an address", () => {
  expect(apiAddress("/search", { q: "a", limit: null, objects: undefined })).toBe("/api/v1/search?q=a");
});
