import { expect, test } from "vitest";
import { safeNext } from "@/app/pages/next";
import { matchCommands, type Command } from "@/app/palette/commands";
import { navigationOf, settingObjects } from "@/app/shell/navigation";
import type { Meta, ObjectMeta } from "@/api/meta";

const command = (title: string): Command => ({ id: title, title, icon: null, run: () => undefined });
const commands = ["Go to accounts", "New account", "New contact", "Theme: dark", "新建客户"].map(command);
const titles = (typed: string) => matchCommands(commands, typed).map(({ title }) => title);

test("the palette finds a command by any of its words in any order", () => {
  expect(titles("ACC new")).toEqual(["New account"]);
  expect(titles("客户")).toEqual(["新建客户"]);
  expect(titles("nothing like it")).toEqual([]);
});

test("a command that begins with what was typed comes first", () => {
  expect(matchCommands([command("Go to new things"), command("New account")], "new").map(({ title }) => title)).toEqual(["New account", "Go to new things"]);
});

test("after sign-in only an address of our own is opened", () => {
  expect(safeNext("/o/account?view=all")).toBe("/o/account?view=all");
  expect(["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)", undefined, ""].map(safeNext)).toEqual(Array(6).fill("/"));
});

const object = (name: string, more: Partial<ObjectMeta>) =>
  ({ name, area: "sales", rights: ["read"], parent: null, is_setting: false, ...more }) as ObjectMeta;

test("the menu leaves out lines, settings, what may not be read, and areas without objects", () => {
  const objects = {
    order: object("order", {}),
    order_line: object("order_line", { parent: "order" }),
    role: object("role", { is_setting: true }),
    secret: object("secret", { rights: [] }),
  };
  const areas = [{ name: "sales", label: "Sales" }, { name: "service", label: "Service" }];
  const shown = navigationOf({ areas, objects } as unknown as Meta);
  expect(shown.map(({ name, objects: inside }) => [name, inside.map((each) => each.name)])).toEqual([["sales", ["order"]]]);
});

test("objects that hold settings stand in their menu unless they have a page of their own", () => {
  const setting = { is_setting: true, area: "settings" };
  const objects = {
    account: object("account", {}),
    user: object("user", setting),
    exchange_rate: object("exchange_rate", setting),
    secret: object("secret", { ...setting, rights: [] }),
  };
  const meta = { objects, areas: [] } as unknown as Meta;
  expect(settingObjects(meta, new Set(["user", undefined])).map(({ name }) => name)).toEqual(["exchange_rate"]);
});
