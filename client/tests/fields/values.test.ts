import { expect, test } from "vitest";
import { addressLine } from "@/fields/composite/address";
import { asMoney, asReferences, isSame, personName, titleText } from "@/fields/values";
import { readLine, readProse } from "@/fields/text/markup";
import { calendarDay, instantOf, wallClock } from "@/fields/date/zone";
import { phoneText } from "@/fields/text/phone";

test("a Chinese address reads from large to small without gaps", () => {
  const address = { country: "CN", province: "浙江省", city: "杭州市", street: "文三路 1 号", postcode: "310012" };
  expect(addressLine(address, "zh-CN")).toBe("浙江省杭州市文三路 1 号 310012");
});

test("a city that is its own province is said once", () => {
  expect(addressLine({ country: "CN", province: "上海市", city: "上海市", district: "浦东新区" }, "en")).toBe("上海市浦东新区");
  expect(addressLine({ country: "CN", province: "上海", city: "上海市" }, "zh-CN")).toBe("上海");
});

test("another address reads from small to large", () => {
  expect(addressLine({ country: "DE", city: "Bonn", street: "Am Hof 1", postcode: "53113" }, "en")).toBe("Am Hof 1, 53113 Bonn, Germany");
  expect(addressLine({ country: "US", province: "IL", city: "Springfield", street: "1 Main St", postcode: "62701" }, "zh-CN")).toBe("1 Main St, Springfield, IL 62701, 美国");
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

test.each([
  ["+8613920846192", "139 2084 6192"],
  ["+8657187654321", "0571 8765 4321"],
  ["+862161234567", "021 6123 4567"],
  ["+864008108888", "400 810 8888"],
  ["+886223456789", "+886 2 2345 6789"],
  ["+33639981911", "+33 6 39 98 19 11"],
  ["+14085550153", "+1 408 555 0153"],
  ["+4922812345;ext=7", "+49 2281 2345 #7"],
  ["12", "12"],
])("the number %s is shown as %s", (stored, shown) => {
  expect(phoneText(stored)).toBe(shown);
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
