"""An administrator adds an LDAP directory, people sign in with its passwords, and who leaves it goes: ACC-3."""

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.conftest import NOBODY, OpenDesk
from tests.browser.desk import Desk
from tests.fixtures.slapd import READER, SECRET, WORD, Room

ALLOWED: Any = {"places": [{"place": "localhost", "is_plain": False}]}


def fill(page: Page, facts: dict[str, str]) -> None:
    form = page.get_by_role("dialog")
    for name, value in facts.items():
        form.get_by_role("textbox", name=name, exact=True).fill(value)


def add_directory(office: Desk, room: Room) -> None:
    """What an administrator enters."""
    office.go("/settings/sign-on")
    page = office.page
    page.get_by_role("button", name="Add a directory").click()
    form = page.get_by_role("dialog")
    form.get_by_text("LDAP, Active Directory").click()
    facts = {
        "Name": "Heron House",
        "Address": f"ldaps://localhost:{room.server.tls_port}",
        "Certificate authority of your company (PEM)": room.server.authority,
        "Name for the search": READER,
        "Password of that name": SECRET,
        "Base": room.base,
        "Attribute of the name": "displayName",
    }
    fill(page, facts)
    form.get_by_role("switch", name=re.compile("Make a user")).click()
    form.get_by_role("switch", name="People may sign in through it").click()
    form.get_by_role("button", name="Save").click()
    expect(office.toast("“Heron House” was saved")).to_be_visible()


def come_in(visitor: Desk, login: str) -> None:
    """Somebody types his name and password on the page that everybody uses."""
    visitor.go("/login?next=%2Fsettings%2Fappearance")
    visitor.page.locator("input[name=login]").fill(login)
    visitor.page.locator("input[name=password]").fill(WORD)
    visitor.page.get_by_role("button", name="Sign in", exact=True).click()
    expect(visitor.page).to_have_url(re.compile("/settings/appearance$"))


def test_people_come_in_with_the_passwords_of_a_directory_that_was_added(open_desk: OpenDesk, room: Room) -> None:
    entry = room.person("reedling", displayName="Rita Reedling")
    office = open_desk()
    office.send("PUT", "/outgoing", ALLOWED)
    add_directory(office, room)
    page = office.page
    page.get_by_role("textbox", name="A login name to look up in Heron House").fill("reedling")
    page.get_by_role("button", name="Try Heron House").click()
    expect(page.get_by_text("People whom (uid=*) finds: 1")).to_be_visible()
    expect(page.get_by_text(entry)).to_be_visible()
    visitor = open_desk(NOBODY)
    come_in(visitor, "reedling")
    assert visitor.send("GET", "/auth/me")["user"]["name"] == "Rita Reedling"
    room.server.remove(entry)
    page.get_by_role("button", name="Compare with Heron House now").click()
    going = page.get_by_role("dialog")
    expect(going.get_by_text("Rita Reedling")).to_be_visible()
    expect(going.get_by_text("More than a fifth would be switched off.")).to_be_visible()
    going.get_by_role("button", name="Switch them off").click()
    expect(office.toast("Switched off: 1, changed: 0")).to_be_visible()
    visitor.page.reload()
    expect(visitor.page).to_have_url(re.compile("/login"))
    [made] = office.send("GET", "/sign-on/directories")["directories"]
    office.send("DELETE", f"/sign-on/directories/{made['id']}")
