import { cleanup, fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { InlineEditor } from "@/fields/InlineEditor";
import { startTranslation } from "@/i18n";
import { field } from "../records/objects";

beforeAll(() => startTranslation("en"));
afterEach(cleanup);

function open(value: unknown, fault?: string) {
  const onCommit = vi.fn();
  const onCancel = vi.fn();
  render(<InlineEditor value={value} field={field("name", "text", { label: "Name" })} fault={fault} onCommit={onCommit} onCancel={onCancel} />);
  return { onCommit, onCancel, input: screen.getByLabelText("Name") };
}

test("Enter keeps what was typed and goes down", async () => {
  const { onCommit, input } = open("Acme");
  await userEvent.clear(input);
  await userEvent.type(input, "Zot{Enter}");
  expect(onCommit).toHaveBeenCalledExactlyOnceWith("Zot", "down");
});

test("Tab keeps it and goes on to the next cell", async () => {
  const { onCommit, input } = open("Acme");
  await userEvent.type(input, "!");
  fireEvent.keyDown(input, { key: "Tab" });
  expect(onCommit).toHaveBeenCalledExactlyOnceWith("Acme!", "forward");
});

test("Escape drops it", async () => {
  const { onCommit, onCancel, input } = open("Acme");
  await userEvent.type(input, "Zot{Escape}");
  expect(onCancel).toHaveBeenCalledOnce();
  expect(onCommit).not.toHaveBeenCalled();
});

test("Enter without a change writes nothing", async () => {
  const { onCommit, onCancel, input } = open("Acme");
  await userEvent.type(input, "{Enter}");
  expect(onCommit).not.toHaveBeenCalled();
  expect(onCancel).toHaveBeenCalledOnce();
});

test("Enter that only ends the writing of a Chinese word does not keep it yet", async () => {
  const { onCommit, input } = open("");
  await userEvent.type(input, "张");
  fireEvent.keyDown(input, { key: "Enter", isComposing: true });
  expect(onCommit).not.toHaveBeenCalled();
});

test("the same value is written again after it was refused", async () => {
  const { onCommit, input } = open("Acme", "Taken");
  await userEvent.type(input, "{Enter}");
  expect(onCommit).toHaveBeenCalledExactlyOnceWith("Acme", "down");
});

test("leaving the cell keeps what was typed", async () => {
  const { onCommit, input } = open("Acme");
  await userEvent.type(input, "!");
  fireEvent.blur(input);
  input.blur();
  await vi.waitFor(() => expect(onCommit).toHaveBeenCalledExactlyOnceWith("Acme!", "stay"));
});
