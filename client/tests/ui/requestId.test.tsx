import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, expect, test } from "vitest";
import { Problem } from "@/api/problem";
import { startTranslation } from "@/i18n";
import { ProblemView } from "@/ui/kit/ProblemView";
import { currentToasts } from "@/ui/toast/toasts";
import { Toasts } from "@/ui/toast/Toasts";
import { showProblem } from "@/ui/toast/undo";

const failure = new Problem(500, "unexpected", "It failed.", "", [], { request_id: "7f3a-9c" });

beforeAll(() => startTranslation("en"));
afterEach(cleanup);

test("a page that failed shows the id of its request and copies it", async () => {
  const person = userEvent.setup();
  render(<ProblemView error={failure} />);
  expect(screen.getByText("7f3a-9c")).toBeTruthy();
  await person.click(screen.getByRole("button", { name: "Copy the request id" }));
  expect(await screen.findByRole("button", { name: "Copied" })).toBeTruthy();
  expect(await navigator.clipboard.readText()).toBe("7f3a-9c");
});

test("a page that is missing shows none", () => {
  render(<ProblemView error={new Problem(404, "not_found", "Not there.", "", [], { request_id: "7f3a-9d" })} />);
  expect(screen.queryByText("7f3a-9d")).toBeNull();
});

test("a toast about a failure of the server shows the id of its request", () => {
  showProblem(failure);
  expect(currentToasts().at(-1)?.requestId).toBe("7f3a-9c");
  render(<Toasts />);
  expect(screen.getByText("7f3a-9c")).toBeTruthy();
});
