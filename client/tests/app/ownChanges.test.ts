import { expect, test } from "vitest";
import type { ObjectMeta } from "@/api/meta";
import { OwnChanges } from "@/app/shell/ownChanges";
import { nameOfChange } from "@/app/shell/useOwnUndo";

const undoOf = (changeSet: string) => `/changes/${changeSet}/undo`;

function afterTwo(): OwnChanges {
  const own = new OwnChanges();
  own.note("/records/account", "first");
  own.note("/records/account/1", "second");
  return own;
}

test("the last change is taken back first, then the one before", () => {
  const own = afterTwo();
  expect(own.last).toBe("second");
  own.note(undoOf("second"), "second undone");
  expect([own.last, own.lastUndo]).toEqual(["first", "second undone"]);
});

test("what is done again can be taken back again", () => {
  const own = afterTwo();
  own.note(undoOf("second"), "undone");
  own.note(undoOf("undone"), "redone");
  expect([own.last, own.lastUndo]).toEqual(["redone", undefined]);
});

test("a new change leaves nothing to do again", () => {
  const own = afterTwo();
  own.note(undoOf("second"), "undone");
  own.note("/records/task", "third");
  expect([own.last, own.lastUndo]).toEqual(["third", undefined]);
});

test("what could not be taken back gives way to the one before", () => {
  const own = afterTwo();
  own.forget("second");
  expect(own.last).toBe("first");
});

test("a change is called by its record and fields, many by how many of which object", () => {
  const account = { plural: "Accounts", fields: { phone: { label: "Phone" } } } as unknown as ObjectMeta;
  const summary = [{ object: "account", count: 12 }];
  const acme = { object: "account", title: "Acme", fields: [{ field: "phone" }, { field: "hidden" }] };
  expect(nameOfChange({ summary, records: [acme] }, { account })).toBe("Acme · Phone");
  expect(nameOfChange({ summary, records: [acme, acme] }, { account })).toBe("Accounts: 12");
});
