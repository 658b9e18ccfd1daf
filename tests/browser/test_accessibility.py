"""Every main screen passes the accessibility checker and fits its window: UIX-5, UIX-6."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import NOBODY, OpenDesk
from tests.browser.desk import Desk

SCREENS = {
    "home": "/",
    "list": "/o/account",
    "grouped list": "/o/account?group=industry",
    "board": "/o/opportunity?view=pipeline",
    "calendar": "/o/task?view=by_due_on",
    "search": "/search?q=axe",
    "import": "/import",
    "changes": "/changes",
    "recycle bin": "/recycle-bin",
    "appearance": "/settings/appearance",
    "keys": "/settings/keys",
    "users": "/settings/users",
    "roles": "/settings/roles",
    "objects": "/settings/objects",
    "fields": "/settings/objects?object=account",
}


@pytest.fixture
def furnished(desk: Desk) -> Desk:
    """A desk at a company with something on every screen."""
    account = desk.create("account", name="Axe Ltd", industry="retail", founded=1999, email="a@axe.example")
    desk.create("opportunity", name="Axe deal", account=account, amount={"amount": "10", "currency": "CNY"})
    desk.create("task", subject="Axe errand", due_on="2026-11-20", account=account)
    return desk


@pytest.mark.parametrize("screen", SCREENS)
def test_a_screen_passes(furnished: Desk, axe: str, screen: str) -> None:
    furnished.go(SCREENS[screen])
    expect(furnished.page.get_by_role("heading", level=1)).to_be_visible()
    furnished.page.wait_for_timeout(600)
    assert furnished.axe(axe) == []


@pytest.mark.parametrize("tab", ["overview", "timeline", "history", "files", "opportunity.account"])
def test_the_page_of_a_record_passes(furnished: Desk, axe: str, tab: str) -> None:
    [account] = furnished.send("GET", "/records/account?limit=1&filter=%7B%7D&sort=-created_at")["records"]
    furnished.open("account", account["id"], tab)
    furnished.page.wait_for_timeout(600)
    assert furnished.axe(axe) == []


@pytest.mark.parametrize("keys", [("n",), ("Control+k",), ("Shift+?",), ("ArrowDown", "Space"), ("x",)])
def test_what_opens_over_a_list_passes(furnished: Desk, axe: str, keys: tuple[str, ...]) -> None:
    furnished.browse("account")
    grid = furnished.page.get_by_role("grid")
    expect(grid).to_be_visible()
    grid.focus()
    for key in keys:
        furnished.page.keyboard.press(key)
    furnished.page.wait_for_timeout(900)
    assert furnished.axe(axe) == []


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_sign_in_passes_in_both_themes(open_desk: OpenDesk, axe: str, theme: str) -> None:
    desk = open_desk(NOBODY)
    desk.page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
    desk.go("/login")
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    assert desk.axe(axe) == []


@pytest.mark.parametrize("screen", ["list", "board", "home", "fields"])
def test_a_screen_passes_in_the_dark_on_a_phone(furnished: Desk, axe: str, screen: str) -> None:
    furnished.page.emulate_media(color_scheme="dark")
    furnished.page.set_viewport_size({"width": 390, "height": 844})
    furnished.go(SCREENS[screen])
    expect(furnished.page.get_by_role("heading", level=1)).to_be_visible()
    furnished.page.wait_for_timeout(600)
    assert furnished.axe(axe) == []


def width_of(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth"))


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_screen_is_wider_than_its_window(furnished: Desk, width: int) -> None:
    furnished.page.set_viewport_size({"width": width, "height": 844})
    for address in SCREENS.values():
        furnished.go(address)
        expect(furnished.page.get_by_role("heading", level=1)).to_be_visible()
        assert width_of(furnished.page) <= width, address
