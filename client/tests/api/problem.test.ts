import { expect, test } from "vitest";
import { isProblem, Problem, problemFrom } from "@/api/problem";

const answer = (status: number, body: string) => new Response(body, { status, statusText: "Bad" });

test("a problem document keeps code, detail and the message for each field", async () => {
  const body = { type: "about:blank", title: "Invalid", status: 422, code: "invalid", detail: "Two fields.", errors: [{ field: "email", code: "format", message: "Not an address." }] };
  const problem = await problemFrom(answer(422, JSON.stringify(body)));
  expect(isProblem(problem)).toBe(true);
  expect(problem).toMatchObject({ status: 422, code: "invalid", message: "Two fields." });
  expect(problem.forField("email")).toBe("Not an address.");
  expect(problem.forField("name")).toBeUndefined();
});

test("what a code adds to a problem document is kept", async () => {
  const conflicts = [{ field: "name", base: "a", theirs: "b", yours: "c" }];
  const problem = await problemFrom(answer(412, JSON.stringify({ code: "stale", title: "Stale", conflicts, version: 8 })));
  expect(problem.more).toEqual({ conflicts, version: 8 });
});

test("an answer that is not JSON still becomes a problem", async () => {
  const problem = await problemFrom(answer(502, "<html>gateway</html>"));
  expect(problem).toMatchObject({ status: 502, code: "http_502", errors: [] });
});

test("errors of the wrong shape do not break the reading", async () => {
  const problem = await problemFrom(answer(400, JSON.stringify({ code: 7, detail: null, errors: ["x", null, { field: 1 }] })));
  expect(problem.code).toBe("http_400");
  expect(problem.errors).toEqual([{ field: "", code: "", message: "" }]);
});

test("only a problem without an answer counts as offline", () => {
  expect(new Problem(0, "offline", "", "").isOffline).toBe(true);
  expect(new Problem(500, "internal", "", "").isOffline).toBe(false);
});

test("a failure of the server carries the id of its request, from the document or the header", async () => {
  const told = await problemFrom(answer(500, JSON.stringify({ code: "unexpected", title: "Failed", request_id: "abc-1" })));
  expect(told.requestId).toBe("abc-1");
  const gateway = new Response("<html>", { status: 502, headers: { "X-Request-Id": "abc-2" } });
  expect((await problemFrom(gateway)).requestId).toBe("abc-2");
});

test("what a person can mend himself shows no request id", async () => {
  const refused = await problemFrom(answer(422, JSON.stringify({ code: "invalid", title: "Invalid", request_id: "abc-3" })));
  expect(refused.requestId).toBe("");
});
