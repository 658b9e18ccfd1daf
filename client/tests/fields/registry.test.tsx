import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { createMemoryHistory, createRootRoute, createRouter, RouterProvider } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import type { FieldKind, FieldMeta } from "@/api/meta";
import { keys } from "@/api/queries";
import { FieldDisplay } from "@/fields/FieldDisplay";
import { FieldInput } from "@/fields/FieldInput";
import { fieldUi, isWritable, wireValue } from "@/fields/registry";
import { startTranslation } from "@/i18n";
import { everyKind, field } from "../records/objects";

const samples: Record<FieldKind, [unknown, string | RegExp]> = {
  text: ["Acme", "Acme"],
  long_text: ["two\nlines", /two\s+lines/],
  rich_text: ["**bold** word", /bold word/],
  number: [1234, "1,234"],
  decimal: ["0.10", "0.1"],
  percent: ["35", "35%"],
  money: [{ amount: "1200", currency: "USD" }, "$1,200"],
  boolean: [true, ""],
  date: ["2020-02-29", "Feb 29, 2020"],
  date_time: ["2020-02-29T10:00:00Z", /ago/],
  duration: [5400, "1:30"],
  picklist: ["won", "Won"],
  multi_picklist: [["won", "lost"], "WonLost"],
  tags: [["a", "b"], "ab"],
  email: ["a@b.cn", "a@b.cn"],
  phone: ["+8613920846192", "139 2084 6192"],
  url: ["https://www.acme.example/", "acme.example"],
  address: [{ city: "Bonn", street: "Am Hof 1" }, "Am Hof 1, Bonn"],
  person_name: [{ family: "张", given: "伟" }, "张伟"],
  identity_number: ["91330106MA27XXXX1A", "91330106MA27XXXX1A"],
  location: [{ latitude: "30.2", longitude: "120.1" }, "30.2, 120.1"],
  reference: [{ id: "1", title: "Acme" }, "Acme"],
  multi_reference: [[{ id: "1", title: "Acme" }, { id: "2", title: "Zot" }], "AcmeZot"],
  rating: [3, ""],
  json: [{ a: 1 }, /"a": 1/],
  auto_number: ["AC-1", "AC-1"],
  formula: ["12", "12"],
  roll_up: ["7", "7"],
  lines: [[{ id: "1" }, { id: "2" }], "2 lines"],
};

const choices = [{ key: "won", label: "Won", colour: "green" }, { key: "lost", label: "Lost", colour: "red" }];
const meta = { version: 1, areas: [], currencies: ["CNY", "USD"], company: { currency: "CNY", time_zone: "UTC" }, objects: {} };

function of(kind: FieldKind) {
  return field("it", kind, { label: "It", choices: kind.includes("picklist") ? choices : [], target: kind.includes("reference") ? "thing" : null });
}

async function show(children: ReactNode): Promise<HTMLElement> {
  const client = new QueryClient();
  client.setQueryData(keys.meta, meta);
  const router = createRouter({ routeTree: createRootRoute({ component: () => <div data-testid="place">{children}</div> }), history: createMemoryHistory() });
  render(
    <QueryClientProvider client={client}>
      <RouterProvider router={router as never} />
    </QueryClientProvider>,
  );
  return screen.findByTestId("place");
}

beforeAll(() => startTranslation("en"));
afterEach(cleanup);

test.each(everyKind)("a %s is shown as a person reads it", async (kind) => {
  const [value, shown] = samples[kind];
  const place = await show(<FieldDisplay field={of(kind)} value={value} />);
  expect(place.textContent.trim()).toMatch(typeof shown === "string" ? new RegExp(`^${shown.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}$`) : shown);
});

test.each(everyKind.filter((kind) => kind !== "lines"))("a form can take a %s and names its input", async (kind) => {
  const [value] = samples[kind];
  const place = await show(<FieldInput field={of(kind)} value={value} onChange={() => undefined} />);
  expect(place.querySelector('[aria-label]')?.getAttribute("aria-label")).toBeTruthy();
});

test("a formula looks like what comes out of it", () => {
  expect(fieldUi(field("f", "formula", { result_kind: "money" }))).toBe(fieldUi(field("m", "money")));
});

test("nobody writes what is computed, masked or only to be read", () => {
  const fields = [field("a", "text", { is_computed: true }), field("b", "text", { level: "masked" }), field("c", "text", { level: "read" }), field("d", "auto_number"), field("e", "text")];
  expect(fields.map(isWritable)).toEqual([false, false, false, false, true]);
});

test("references go to the server as ids, emptied text as nothing", () => {
  expect(wireValue(of("reference"), { id: "1", title: "Acme" })).toBe("1");
  expect(wireValue(of("multi_reference"), [{ id: "1", title: "Acme" }])).toEqual(["1"]);
  expect(wireValue(of("text"), "")).toBeNull();
  expect(wireValue(of("json"), '{"a":1}')).toEqual({ a: 1 });
});

test("a masked number is not a link that would dial it", async () => {
  const place = await show(<FieldDisplay field={{ ...of("phone"), level: "masked" }} value="186****2956" />);
  expect(place.querySelector("a")).toBeNull();
  expect(place.textContent).toBe("186****2956");
});

test("the eye stands beside a mask only for who may look behind it, and forgets after a minute", async () => {
  const mobile: FieldMeta = { ...of("phone"), level: "masked", may_reveal: true, object: "contact" };
  const record = { id: "7", version: 1 };
  expect((await show(<FieldDisplay field={{ ...mobile, may_reveal: false }} value="186****2956" record={record} />)).querySelector("button")).toBeNull();
  cleanup();
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", (address: string, options: RequestInit) => {
    asked.push([address, options.body]);
    return Promise.resolve(Response.json({ field: "it", value: "+8618612342956" }));
  });
  const place = await show(<FieldDisplay field={mobile} value="186****2956" record={record} />);
  fireEvent.click(screen.getByRole("button", { name: "Reveal It" }));
  fireEvent.change(await screen.findByLabelText("Why do you need the value?"), { target: { value: "Calls back" } });
  vi.useFakeTimers();
  fireEvent.click(screen.getByRole("button", { name: "Reveal" }));
  await act(() => vi.advanceTimersByTimeAsync(100));
  expect(asked).toEqual([["/api/v1/records/contact/7/reveal", JSON.stringify({ field: "it", reason: "Calls back" })]]);
  expect(place.querySelector("a")?.textContent).toBe("186 1234 2956");
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(place.querySelector("a")).toBeNull();
  expect(place.textContent).toContain("186****2956");
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("an address that is no web address is not a link", async () => {
  const place = await show(<FieldDisplay field={of("url")} value="javascript:alert(1)" />);
  expect(place.querySelector("a")).toBeNull();
});

test("a reference into the recycle bin is struck through and says so", async () => {
  const place = await show(<FieldDisplay field={of("reference")} value={{ id: "1", title: "Acme", deleted: true }} />);
  expect(place.querySelector("s")?.textContent).toBe("Acme (In the recycle bin)");
  expect(place.querySelector("a")).toBeNull();
});
