"""A person's tab on the product: what is arranged goes through the interface, what is tested goes by clicking."""

import json
import re
from typing import Any
from urllib.parse import quote

from playwright.sync_api import Locator, Page, expect

WRITES = {"X-Guanxi-CSRF": "1"}


class Desk:
    """One signed-in tab."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        self.url = url

    def go(self, address: str) -> None:
        """Open an address of the product."""
        self.page.goto(f"{self.url}{address}")

    def browse(self, object_name: str, **search: Any) -> None:
        """Open a list, with parts of its address."""
        parts = (f"{name}={quote(word(value))}" for name, value in search.items())
        self.go(f"/o/{object_name}?{'&'.join(parts)}")

    def open(self, object_name: str, record_id: str, tab: str = "overview") -> None:
        """Open a record's page and wait for its title."""
        self.go(f"/o/{object_name}/{record_id}?tab={tab}")
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()

    def create(self, object_name: str, **values: Any) -> str:
        """A record that the story needs, by its id."""
        return str(self.send("POST", f"/records/{object_name}?duplicates=allow", values)["id"])

    def change(self, object_name: str, record_id: str, **values: Any) -> None:
        """Change a record as somebody else would, from outside of this tab."""
        self.send("PATCH", f"/records/{object_name}/{record_id}", values)

    def record(self, object_name: str, record_id: str) -> dict[str, Any]:
        """The record as the server has it."""
        return self.send("GET", f"/records/{object_name}/{record_id}")

    def send(self, method: str, path: str, words: Any = None) -> dict[str, Any]:
        """The answer of the interface to a request of the same session."""
        answer = self.page.context.request.fetch(
            f"{self.url}/api/v1{path}", method=method, data=words, headers=WRITES, timeout=30_000
        )
        assert answer.ok, answer.text()
        return answer.json() if answer.text() else {}

    def choose(self, box: Locator, option: str) -> None:
        """Pick an entry of a drop-down by its text."""
        box.click()
        self._pick(self._entries().filter(has_text=re.compile(rf"^\s*{re.escape(option)}\b")).first)

    def seek(self, box: Locator, option: str) -> None:
        """Pick an entry of a long drop-down by typing it."""
        box.fill(option)
        self._pick(self._entries().get_by_text(option, exact=True))

    def _entries(self) -> Locator:
        return self.page.locator(".ant-select-dropdown:visible .ant-select-item-option")

    def _pick(self, entry: Locator) -> None:
        """Click an entry of the open drop-down, once that stands still."""
        expect(entry).to_be_visible()
        self.rest(self.page.locator(".ant-select-dropdown:visible").last)
        entry.click()

    def unfold(self, button: str) -> Locator:
        """What a button opens beside it, at rest."""
        self.page.get_by_role("button", name=button, exact=True).click()
        opened = self.page.locator(".ant-popover:visible").last
        expect(opened).to_be_visible()
        self.rest(opened)
        return opened

    def find(self, typed: str) -> None:
        """Type into the one box."""
        expect(self.page.get_by_role("heading", level=1)).to_be_visible()
        self.page.get_by_role("button", name="Find or do anything").click()
        self.page.get_by_role("combobox", name="Find or do anything").fill(typed)

    def rest(self, shown: Locator) -> None:
        """Waits until what opens stands where it stays: what moves is missed by a click."""
        shown.evaluate(
            "async (shown) => { for (let still = 0; still < 5; still++) { await new Promise(requestAnimationFrame);"
            " await Promise.allSettled(shown.getAnimations({ subtree: true }).map((each) => each.finished)); } }"
        )

    def answer(self, question: Locator, button: str) -> None:
        """Press a button of a dialog that has come to rest."""
        expect(question).to_be_visible()
        self.rest(question)
        question.get_by_role("button", name=button).click()

    def carry(self, grip: Locator, *keys: str) -> None:
        """Take something up by its grip and move it with keys; each waits until the one before was told."""
        told = self.page.locator("[id^=DndLiveRegion]").last
        grip.focus()
        for key in ("Space", *keys):
            before = told.inner_text()
            self.page.keyboard.press(key)
            expect(told).not_to_have_text(before)
            self.page.wait_for_timeout(200)  # what was passed gives way

    def menu(self, label: str, entry: str) -> None:
        """Open the menu behind a chip and click one of its entries."""
        self.page.get_by_role("button", name=label).first.click()
        item = self.page.get_by_role("menuitem").filter(has=self.page.get_by_text(entry, exact=True))
        expect(item).to_be_visible()
        self.rest(self.page.locator(".ant-dropdown:visible").last)
        item.click()

    def row(self, text: str) -> Locator:
        """The line of a list that shows this text."""
        return self.page.get_by_role("row").filter(has_text=text)

    def toast(self, text: str) -> Locator:
        """The message at the foot of the screen."""
        return self.page.get_by_role("status").get_by_text(text)

    def axe(self, script: str) -> list[str]:
        """What the accessibility checker objects to on the screen as it is, each with where."""
        self.page.evaluate(script)
        found = self.page.evaluate(
            "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']})"
            ".then(each => each.violations)"
        )
        return [f"{each['id']}: {node['target']} {node['failureSummary']}" for each in found for node in each["nodes"]]


def word(value: Any) -> str:
    """A value as it stands in an address."""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
