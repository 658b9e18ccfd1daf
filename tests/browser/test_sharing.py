"""Rules, shares by hand, and who sees what and why, as an administrator works with them: ACC-4, ACC-5."""

import re
from uuid import uuid4

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.faults.serving import wait_until

NARROW = {"account": {"rights": ["read"], "read": "own", "edit": "none"}, "user": {"rights": ["read"], "read": "all"}}


@pytest.fixture
def guest(desk: Desk, hire: Hire) -> Desk:
    """The desk of somebody who sees accounts of his own alone."""
    code = f"guest-{uuid4()}"
    desk.create("role", name="Guest", code=code, grants=NARROW)
    found = hire(f"gus{uuid4().hex[:8]}", code)
    wait_until(lambda: "account" in found.send("GET", "/meta")["objects"])
    return found


def name_of(guest: Desk) -> str:
    return guest.send("GET", "/auth/me")["user"]["name"]


def seen_by(guest: Desk) -> set[str]:
    """The names of the accounts that the guest may read now."""
    return {each["name"] for each in guest.send("GET", "/records/account")["records"]}


def shown(guest: Desk, name: str) -> Locator:
    """The account in the guest's list."""
    guest.browse("account", filter={"field": "name", "op": "contains", "value": name})
    expect(guest.page.get_by_role("heading", level=1)).to_be_visible()
    return guest.page.get_by_role("row").filter(has_text=name)


def test_record_is_shared_by_hand_and_told_why_and_looked_at_through_other_eyes(desk: Desk, guest: Desk) -> None:
    page, title, who = desk.page, f"Shared {uuid4().hex[:8]} Ltd", name_of(guest)
    account = desk.create("account", name=title, industry="retail")
    expect(shown(guest, title)).to_have_count(0)
    desk.open("account", account)
    desk.menu("More", "Share…")
    dialog = page.get_by_role("dialog", name=f"Share {title}")
    desk.seek(dialog.get_by_role("combobox", name="With"), who)
    dialog.get_by_role("textbox", name="Reason").fill("Stands in at the fair")
    desk.answer(dialog, "Share")
    expect(desk.toast(f"{title} shared")).to_be_visible()
    expect(shown(guest, title)).to_be_visible()

    desk.open("account", account)
    desk.menu("More", "Who sees this, and why?")
    why = page.get_by_role("dialog", name=re.compile("and why"))
    desk.seek(why.get_by_role("combobox", name="Colleague"), who)
    expect(why.get_by_role("heading", name=f"{who} sees this and cannot edit it")).to_be_visible()
    expect(why.get_by_role("list", name="What decides")).to_contain_text("by hand")
    desk.answer(why, "See it through their eyes")
    expect(page.get_by_text(f"You look through the eyes of {who}. Nothing can be changed.")).to_be_visible()
    page.get_by_role("button", name="End", exact=True).click()
    expect(page.get_by_text("Nothing can be changed.")).to_be_hidden()


def test_rule_shares_what_meets_it_and_its_end_takes_that_back(desk: Desk, guest: Desk) -> None:
    page, title, who = desk.page, f"Ruled {uuid4().hex[:8]} Ltd", name_of(guest)
    desk.create("account", name=title, industry="retail", size="sole_trader")
    desk.go("/settings/sharing")
    page.get_by_role("button", name="New rule").first.click()
    drawer = page.get_by_role("dialog", name="New sharing rule")
    drawer.get_by_role("textbox", name="Name").fill(f"Small {title}")
    desk.choose(drawer.get_by_role("combobox", name="Object"), "Accounts")
    drawer.get_by_role("button", name="Add a condition").click()
    desk.choose(drawer.get_by_role("combobox", name="Field").last, "Name")
    desk.choose(drawer.get_by_role("combobox", name="Operator").last, "is")
    drawer.get_by_role("button", name="Save").click()
    expect(drawer.get_by_role("alert")).to_contain_text("One condition has no value yet.")
    drawer.get_by_role("textbox", name="Name").last.fill(title)
    desk.seek(drawer.get_by_role("combobox", name="People"), who)
    page.keyboard.press("Escape")
    desk.answer(drawer, "Save")
    expect(desk.toast(f"Small {title} saved")).to_be_visible()
    wait_until(lambda: title in seen_by(guest), 30)  # a worker puts the rule's keys on the records
    expect(shown(guest, title)).to_be_visible()

    page.get_by_role("button", name=re.compile(f"Small {title}")).click()
    desk.answer(page.get_by_role("dialog", name=f"Small {title}"), "Delete")
    expect(desk.toast(f"Small {title} deleted")).to_be_visible()
    wait_until(lambda: title not in seen_by(guest), 30)
    expect(shown(guest, title)).to_have_count(0)


def test_who_may_only_read_a_record_is_offered_no_way_to_change_it(desk: Desk, hire: Hire) -> None:
    grants = {"account": {"rights": ["read", "create", "edit", "delete"], "read": "own", "edit": "own"}}
    code, title, own_title = f"seller-{uuid4()}", f"Lent {uuid4().hex[:8]} Ltd", f"Own {uuid4().hex[:8]} Ltd"
    desk.create("role", name="Seller", code=code, grants={**grants, "user": {"rights": ["read"], "read": "all"}})
    seller = hire(f"sel{uuid4().hex[:8]}", code)
    wait_until(lambda: "account" in seller.send("GET", "/meta")["objects"])
    lent = desk.create("account", name=title, industry="retail")
    own = seller.create("account", name=own_title, industry="retail")
    person = seller.send("GET", "/auth/me")["user"]["id"]
    desk.send("POST", f"/records/account/{lent}/shares", {"person": person})
    wait_until(lambda: title in seen_by(seller))
    page = seller.page

    seller.open("account", lent)
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    expect(page.get_by_text("Read only")).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Edit"))).to_have_count(0)
    page.get_by_role("button", name="More", exact=True).click()
    expect(page.get_by_role("menuitem", name="History")).to_be_visible()
    expect(page.get_by_role("menuitem", name="Delete")).to_have_count(0)
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    expect(page.get_by_role("dialog")).to_have_count(0)

    row = shown(seller, title)
    expect(row.get_by_role("gridcell").nth(2)).to_have_attribute("aria-readonly", "true")
    row.get_by_role("gridcell").nth(2).dblclick()
    expect(seller.toast("You may read this record, but not change it.")).to_be_visible()
    expect(shown(seller, own_title).get_by_role("gridcell").nth(2)).to_have_attribute("aria-readonly", "false")
    seller.open("account", own)
    expect(page.get_by_role("button", name=re.compile("^Edit")).first).to_be_visible()
    expect(page.get_by_text("Read only")).to_have_count(0)
