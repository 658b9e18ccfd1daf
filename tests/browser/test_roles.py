"""The editor of roles: ACC-4."""

import re
from collections.abc import Generator
from typing import Any
from uuid import uuid4

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk

READS: dict[str, Any] = {"*": {"rights": ["read"], "read": "all", "edit": "none", "fields": {}}}


@pytest.fixture
def role(desk: Desk) -> Generator[str]:
    """A role that reads everything, with its page open."""
    made = desk.create("role", name="Packers", code=f"packers-{uuid4()}", grants=READS)
    desk.go(f"/settings/roles?role={made}")
    expect(desk.page.get_by_role("row", name="Every other object")).to_be_visible()
    yield made
    desk.send("DELETE", f"/records/role/{made}")


def test_a_field_of_the_lines_of_an_order_is_hidden_from_a_role(desk: Desk, role: str) -> None:
    page = desk.page
    desk.row("Orders").get_by_role("button", name="All").click()
    panel = page.get_by_role("dialog", name="Fields of Orders")
    desk.choose(panel.get_by_role("combobox", name="Order lines: Discount"), "hidden")
    panel.get_by_role("button", name="Close").click()
    expect(desk.row("Orders").get_by_role("button", name="One limited")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(desk.toast("Rights of Packers saved")).to_be_visible()
    assert desk.record("role", role)["grants"]["order_line"]["fields"] == {"discount": "hidden"}


def test_rights_are_given_on_a_phone_by_their_names(desk: Desk, role: str) -> None:
    page = desk.page
    page.set_viewport_size({"width": 390, "height": 844})
    tasks = desk.row("Tasks")
    tasks.get_by_text("Create", exact=True).click()
    page.get_by_role("button", name="Save").click()
    expect(desk.toast("Rights of Packers saved")).to_be_visible()
    assert desk.record("role", role)["grants"]["task"]["rights"] == ["read", "create"]
    assert page.get_by_role("table").evaluate("each => each.scrollWidth - each.parentElement.clientWidth") <= 0


def test_every_right_is_explained(desk: Desk, role: str) -> None:
    page = desk.page
    page.get_by_text("What the rights mean").click()
    meanings = page.get_by_role("definition")
    expect(meanings).to_have_count(page.get_by_role("columnheader").count() - 1)
    expect(meanings.first).to_be_visible()


def test_role_is_copied_with_its_rights_and_touches_nobody_yet(desk: Desk, role: str) -> None:
    page = desk.page
    desk.create("user", name="Paula Packer", login=f"paula-{uuid4()}", roles=[role])
    page.reload()
    expect(page.get_by_text("Held by Paula Packer")).to_be_visible()
    page.get_by_role("button", name="Copy").click()
    expect(desk.toast("Packers (copy) made")).to_be_visible()
    expect(page.get_by_text("Nobody has this role")).to_be_visible()
    page.wait_for_url(lambda address: role not in address)
    copied = desk.record("role", page.url.rpartition("=")[2])
    assert (copied["name"], copied["grants"]) == ("Packers (copy)", READS)


def test_rights_that_are_not_saved_yet_are_there_when_one_comes_back(desk: Desk, role: str) -> None:
    page = desk.page
    desk.go(f"/settings/roles?role={role}")
    box = page.get_by_role("checkbox", name="Accounts: Export")
    was = box.is_checked()
    box.set_checked(not was)
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    page.get_by_role("link", name="Company").first.click()
    expect(page.get_by_text("Not saved yet.")).to_have_count(0)
    desk.go(f"/settings/roles?role={role}")
    expect(page.get_by_text("Not saved yet.")).to_be_visible()
    expect(box).to_be_checked(checked=not was)
    page.get_by_role("button", name="Discard").click()
    expect(page.get_by_text("Not saved yet.")).to_have_count(0)
    expect(box).to_be_checked(checked=was)


def test_tab_leaves_several_choices_as_they_are(desk: Desk) -> None:
    page = desk.page
    desk.go("/o/user")
    page.get_by_role("button", name=re.compile("New user")).first.click()
    form = page.get_by_role("dialog")
    roles = form.get_by_role("combobox", name="Roles")
    roles.fill("Audit")
    expect(page.get_by_role("option", name=re.compile("Auditor"))).to_have_count(1)
    page.keyboard.press("Enter")
    expect(form.get_by_text("Auditor", exact=True).last).to_be_visible()
    page.keyboard.press("Tab")
    expect(roles).not_to_be_focused()
    expect(form.get_by_text("Auditor", exact=True).last).to_be_visible()
