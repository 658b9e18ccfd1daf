import { expect, test } from "vitest";
import { byKnown, isFound, optionsOf } from "@/fields/choice/options";
import { bodyOf, emptyField } from "@/features/shape/shape";
import { merged, swapped, tagsUnder } from "@/features/shape/tags";
import { field } from "../records/objects";

const tags = field("tags", "tags", {
  tag_groups: [{ key: "tier", label: "Tier" }, { key: "none", label: "Nobody" }],
  choices: [
    { key: "重点客户", label: "重点客户", colour: "red", group: "tier", sounds: "zhongdiankehu zdkh" },
    { key: "odd", label: "Odd", colour: null, group: null },
  ],
});

test("known tags stand under their headings, words in use behind them", () => {
  const options = optionsOf(tags, [{ key: "used", label: "used", colour: null }], "In use");
  expect(options.map((each) => [each.label, each.options?.map((one) => one.value)])).toEqual([
    ["Tier", ["重点客户"]], ["Odd", undefined], ["In use", ["used"]],
  ]);
});

test("a tag is found by its label, its pinyin and its initials", () => {
  const option = optionsOf(tags, [], "")[0]?.options?.[0];
  expect(["重点", "zhongd", "zhong dian", "ZDK", "kehu"].map((typed) => isFound(typed, option))).toEqual([true, true, true, true, false]);
});

test("what is known stands before the word that was typed", () => {
  const options = [{ value: "od" }, { value: "odd" }, { label: "Tier", options: [] }];
  expect(options.sort(byKnown(tags.choices ?? [])).map((each) => each.value)).toEqual(["odd", undefined, "od"]);
});

const known = (key: string, group: string | null = null) => ({ key, labels: { en: key.toUpperCase() }, colour: "red", is_final: false, group, aliases: [] });

test("a merged tag leaves its words to the other", () => {
  expect(merged([known("a"), known("b")], 0, 1)).toEqual([{ ...known("b"), aliases: ["a", "A"] }]);
});

test("a tag changes places under its heading, past those of others", () => {
  const choices = [known("a", "x"), known("b"), known("c", "x")];
  const after = swapped(choices, 2, 0);
  expect(after.map(({ key }) => key)).toEqual(["c", "b", "a"]);
  const facts = { ...emptyField("tags"), choices: after, tag_groups: [{ key: "x", labels: {} }] };
  expect(tagsUnder(facts, "x").map(({ tag }) => tag.key)).toEqual(["c", "a"]);
});

test("a new tag goes by its first word, and one without any word is not sent", () => {
  const choices = [{ ...known(""), labels: { en: " Gold " } }, { ...known(""), labels: { en: "" } }];
  const body = bodyOf({ ...emptyField("tags"), choices, only_known: true });
  expect((body.choices as { key: string }[]).map(({ key }) => key)).toEqual(["Gold"]);
  expect(body.only_known).toBe(true);
});
