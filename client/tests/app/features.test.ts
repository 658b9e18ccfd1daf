import { expect, test } from "vitest";
import { claimedTwice, featurePages, settingsPages, verbs } from "@/app/features";

test("no address belongs to two folders", () => {
  expect(claimedTwice).toEqual([]);
});

test("settings pages and verbs have names of their own", () => {
  const names = settingsPages.map(({ name }) => name);
  const ids = verbs.map(({ id }) => id);
  expect(new Set(names).size).toBe(names.length);
  expect(new Set(ids).size).toBe(ids.length);
});

test("every verb leads to an address that exists, or does something itself", () => {
  const paths = new Set(featurePages.map(({ path }) => path));
  const lost = verbs.filter((verb) => !verb.run && !(verb.to && (paths.has(verb.to) || verb.to.startsWith("/settings/"))));
  expect(lost.map(({ id }) => id)).toEqual([]);
});
