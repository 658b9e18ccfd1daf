import { expect, test } from "vitest";
import { addressLine, asMoney, asReferences, isSame, personName, titleText } from "@/fields/values";
import { readLine, readProse } from "@/fields/text/markup";
import { calendarDay, instantOf, wallClock } from "@/fields/date/zone";
import { phoneText } from "@/fields/text/text";

test("a Chinese address reads from large to small without gaps", () => {
  expect(addressLine({ province: "浙江省", city: "杭州市", street: "文三路 1 号" })).toBe("浙江省杭州市文三路 1 号");
});

test("another address reads from small to large", () => {
  expect(addressLine({ country: "Germany", city: "Bonn", street: "Am Hof 1" })).toBe("Am Hof 1, Bonn, Germany");
});

test("a name is put together in the order of its script", () => {
  expect(personName({ family: "张", given: "伟" })).toBe("张伟");
  expect(personName({ family: "Frase", given: "Moses" })).toBe("Moses Frase");
});

test("a title may be text, a name or a reference", () => {
  expect([titleText("Acme"), titleText({ full: "张伟" }), titleText({ id: "1", title: "Acme" }), titleText(null)]).toEqual(["Acme", "张伟", "Acme", ""]);
});

test("a bare amount is in the company's currency", () => {
  expect(asMoney("12.50", "CNY")).toEqual({ amount: "12.50", currency: "CNY" });
  expect(asMoney({ amount: "3", currency: "USD" }, "CNY")).toEqual({ amount: "3", currency: "USD" });
  expect(asMoney(null, "CNY")).toBeNull();
});

test("references come as ids or with their titles", () => {
  expect(asReferences(["1", { id: "2", title: "Two" }, null, {}])).toEqual([{ id: "1", title: null }, { id: "2", title: "Two" }]);
});

test("nothing is the same as an empty list", () => {
  expect(isSame(null, [])).toBe(true);
  expect(isSame("1", 1)).toBe(false);
});

test("a Chinese mobile number is shown in groups, others as they are", () => {
  expect(phoneText("+8613920846192")).toBe("139 2084 6192");
  expect(phoneText("+4922812345;ext=7")).toBe("+4922812345 #7");
});

test("what a clock in Shanghai shows is kept as the right instant", () => {
  const shown = wallClock("2026-03-01T16:30:00Z", "Asia/Shanghai");
  expect(shown?.format("YYYY-MM-DD HH:mm")).toBe("2026-03-02 00:30");
  expect(instantOf(shown ?? calendarDay("2000-01-01") ?? never(), "Asia/Shanghai")).toBe("2026-03-01T16:30:00.000Z");
});

function never(): never {
  throw new Error("a valid instant has a wall clock");
}

test("emphasis, code and links are found in a line", () => {
  expect(readLine("a **b** *c* `d` [e](https://f.example)")).toEqual([
    { text: "a ", manner: "plain" },
    { text: "b", manner: "bold" },
    { text: " ", manner: "plain" },
    { text: "c", manner: "italic" },
    { text: " ", manner: "plain" },
    { text: "d", manner: "code" },
    { text: " ", manner: "plain" },
    { text: "e", manner: "link", to: "https://f.example" },
  ]);
});

test("a link that would run a script stays text", () => {
  expect(readLine("[x](javascript:alert(1))")).toEqual([{ text: "[x](javascript:alert(1))", manner: "plain" }]);
});

test("lines with the same mark are one list, an empty line ends it", () => {
  const blocks = readProse("- a\n- b\n\n- c\ntext");
  expect(blocks.map((block) => [block.kind, block.lines.length])).toEqual([["bullets", 2], ["bullets", 1], ["paragraph", 1]]);
});
