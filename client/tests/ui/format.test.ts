import { describe, expect, test } from "vitest";
import { makeFormat } from "@/ui/format/FormatContext";

const plain = (text: string) => text.replaceAll("\u00a0", " ");
const english = makeFormat({ language: "en", timeZone: "Asia/Shanghai", currency: "CNY" });
const chinese = makeFormat({ language: "zh-CN", timeZone: "Asia/Shanghai", currency: "CNY" });
const taiwanese = makeFormat({ language: "zh-TW", timeZone: "Asia/Taipei", currency: "TWD" });

describe("amounts", () => {
  test("read 万 and 亿 in Chinese when they are short", () => {
    expect(plain(chinese.companyMoney("1862400"))).toBe("¥ 186 万");
    expect(plain(chinese.companyMoney("44820000.50"))).toBe("¥ 4482 万");
    expect(plain(chinese.companyMoney("420000000"))).toBe("¥ 4.2 亿");
    expect(plain(taiwanese.companyMoney("1862400"))).toBe("$186 萬");
  });

  test("read M and K in English when they are short", () => {
    expect(plain(english.compactMoney({ amount: "4820000", currency: "USD" }))).toBe("$4.82 M");
    expect(plain(english.companyMoney("86400"))).toBe("¥ 86.4 K");
  });

  test("keep every digit of exact text", () => {
    expect(plain(english.money({ amount: "9007199254740993.07", currency: "USD" }))).toBe("$9,007,199,254,740,993.07");
    expect(english.number("12345678901234567890.123")).toBe("12,345,678,901,234,567,890.123");
  });

  test("leave out cents that are nought, and only those", () => {
    expect(plain(chinese.money({ amount: "1280000.00", currency: "CNY" }))).toBe("¥ 1,280,000");
    expect(plain(chinese.money({ amount: "12.50", currency: "CNY" }))).toBe("¥ 12.50");
  });

  test("of another currency are never taken for the company's", () => {
    const own = english.money({ amount: "100", currency: "CNY" });
    expect(english.money({ amount: "100", currency: "JPY" })).not.toBe(own);
    expect(plain(english.money({ amount: "100", currency: "JPY" }))).toBe("JPY 100");
    expect(plain(chinese.money({ amount: "100", currency: "USD" }))).toBe("US$100");
  });
});

test("a percentage is written as it is", () => {
  expect(plain(chinese.percent("35"))).toBe("35%");
  expect(english.percent("12.345")).toBe("12.35%");
});

describe("times", () => {
  const now = new Date("2026-03-10T04:00:00Z"); // noon in Shanghai

  test("are told relative to the person's own day", () => {
    expect(plain(chinese.relative("2026-03-10T03:30:00Z", now))).toBe("30 分钟前");
    expect(plain(chinese.relative("2026-03-09T15:00:00Z", now))).toBe("昨天");
    expect(plain(chinese.relative("2026-03-07T04:00:00Z", now))).toBe("3 天前");
    expect(english.relative("2026-03-09T15:00:00Z", now)).toBe("yesterday");
    expect(english.relative("2025-12-01T04:00:00Z", now)).toBe("3 months ago");
    expect(english.relative("2023-03-10T04:00:00Z", now)).toBe("3 years ago");
    expect(english.relative("2026-03-10T03:59:40Z", now)).toBe("now");
  });

  test("of late evening abroad may already be tomorrow here", () => {
    const newYork = makeFormat({ language: "en", timeZone: "America/New_York", currency: "USD" });
    const instant = new Date("2026-03-10T02:00:00Z");
    expect(newYork.today(instant)).toBe("2026-03-09");
    expect(chinese.today(instant)).toBe("2026-03-10");
  });

  test("are exact on demand, in the person's zone", () => {
    expect(chinese.time("2026-03-10T04:05:00Z")).toBe("12:05");
    expect(plain(english.dateTime("2026-03-10T04:05:00Z"))).toBe("Mar 10, 2026, 12:05");
  });

  test("at midnight read 00, not 24", () => {
    expect(chinese.time("2026-03-09T16:00:00Z")).toBe("00:00");
  });
});

test("a date without a time does not move between zones", () => {
  const samoa = makeFormat({ language: "en", timeZone: "Pacific/Apia", currency: "WST" });
  const hawaii = makeFormat({ language: "en", timeZone: "Pacific/Honolulu", currency: "USD" });
  expect(samoa.date("2026-01-01")).toBe("Jan 1, 2026");
  expect(hawaii.date("2026-01-01")).toBe("Jan 1, 2026");
});

test("a day is counted from the person's today", () => {
  const now = new Date("2026-03-09T17:00:00Z"); // already the tenth in Shanghai
  expect(english.relativeDay("2026-03-10", now)).toBe("today");
  expect(english.relativeDay("2026-03-12", now)).toBe("in 2 days");
});

test("figures and Chinese characters stand apart, single figures too", () => {
  expect(plain(chinese.date("2026-12-07"))).toBe("2026 年 12 月 7 日");
});

test("a duration is hours and minutes", () => {
  expect(english.duration(3_900)).toBe("1:05");
  expect(english.duration(-95_400)).toBe("-26:30");
});
