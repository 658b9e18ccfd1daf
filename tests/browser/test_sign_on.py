"""An administrator adds a directory, and people come in through it: ACC-3."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import NOBODY, OpenDesk
from tests.browser.desk import Desk
from tests.fixtures.providers import tell_provider

ALLOWED: Any = {"places": [{"place": "127.0.0.1/32", "is_plain": True}]}


def fill(page: Page, facts: dict[str, str]) -> None:
    form = page.get_by_role("dialog")
    for name, value in facts.items():
        form.get_by_role("textbox", name=name, exact=True).fill(value)


def enter_through(desk: Desk, subject: str) -> None:
    """From the sign-in page to the provider, where somebody says who he is."""
    page = desk.page
    desk.go("/login?next=%2Fsettings%2Fappearance")
    page.get_by_role("link", name="Sign in with Heron House").click()
    page.locator("input[name=sub]").first.fill(subject)
    page.get_by_role("button", name=re.compile("Authorize", re.IGNORECASE)).first.click()


def test_people_come_in_through_a_directory_that_was_added(open_desk: OpenDesk, provider: str) -> None:
    office = open_desk()
    office.send("PUT", "/outgoing", ALLOWED)
    office.go("/settings/sign-on")
    page = office.page
    page.get_by_role("button", name="Add a directory").click()
    facts = {"Name on the button": "Heron House", "Issuer": provider, "Client id": "guanxi", "Client secret": "hush"}
    fill(page, facts)
    form = page.get_by_role("dialog")
    form.get_by_role("switch", name=re.compile("Make a user")).click()
    form.get_by_role("switch", name="People may sign in through it").click()
    form.get_by_role("button", name="Save").click()
    expect(office.toast("“Heron House” was saved")).to_be_visible()
    page.get_by_role("button", name="Try Heron House").click()
    expect(page.get_by_text(f"The provider answers as it should: {provider}")).to_be_visible()
    tell_provider(provider, "heron", preferred_username="heron", name="Helen Heron")
    visitor = open_desk(NOBODY)
    enter_through(visitor, "heron")
    expect(visitor.page).to_have_url(re.compile("/settings/appearance$"))
    assert visitor.send("GET", "/auth/me")["user"]["name"] == "Helen Heron"
    [made] = office.send("GET", "/sign-on/directories")["directories"]
    office.send("PATCH", f"/sign-on/directories/{made['id']}", {"makes_users": False})
    stranger = open_desk(NOBODY)
    enter_through(stranger, "stranger")
    expect(stranger.page.get_by_role("alert")).to_contain_text("The directory knows you, but Guanxi does not.")
    office.send("DELETE", f"/sign-on/directories/{made['id']}")
