"""The home page as a person wants it, and where his day begins: UIX-2, UIX-7."""

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk

KEPT = re.compile("/auth/me")


def test_cards_are_added_moved_and_taken_away_and_all_goes_back(desk: Desk) -> None:
    page = desk.page
    desk.create("account", name="Home Ltd")
    desk.go("/")
    expect(page.get_by_role("heading", name="Tasks", exact=False).first).to_be_visible()
    page.get_by_role("button", name="Adjust").click()
    box = page.get_by_role("combobox", name="Add a card")
    with page.expect_response(KEPT):
        desk.seek(box, "Accounts · All accounts")
    shown = page.get_by_role("heading", name=re.compile("Accounts · All accounts"))
    expect(shown).to_be_visible()
    expect(page.get_by_role("link", name="Home Ltd").first).to_be_visible()
    with page.expect_response(KEPT):
        page.get_by_role("button", name="Take “Tasks” away").click()
    desk.carry(page.get_by_role("button", name="Move “Accounts · All accounts”"), "ArrowUp")
    with page.expect_response(KEPT):
        page.keyboard.press("Space")
    page.reload()
    expect(shown).to_be_visible()
    expect(page.get_by_role("heading", name="Open tasks of everyone")).to_be_hidden()
    kept = desk.send("GET", "/auth/me")["preferences"]["home"]["cards"]
    assert [each["kind"] for each in kept] == ["figures", "pipeline", "view", "recent"]
    page.get_by_role("button", name="Adjust").click()
    with page.expect_response(KEPT):
        page.get_by_role("button", name="Back to the usual").click()
    expect(page.get_by_role("heading", name="Open tasks of everyone")).to_be_visible()
    assert "home" not in desk.send("GET", "/auth/me")["preferences"]


def test_the_day_begins_where_it_was_chosen_to_and_home_stays_at_hand(desk: Desk) -> None:
    page = desk.page
    desk.send("PATCH", "/auth/me", {"preferences": {"home": {"start": {"to": "/o/lead", "title": "Leads"}}}})
    desk.go("/")
    expect(page).to_have_url(re.compile("/o/lead"))
    page.get_by_role("navigation").get_by_role("link", name="Home").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
    page.get_by_role("button", name="Adjust").click()
    expect(page.get_by_text("The day begins with: Leads")).to_be_visible()
    with page.expect_response(KEPT):
        page.get_by_role("button", name="Begin on this page").click()
    assert "home" not in desk.send("GET", "/auth/me")["preferences"]
    desk.go("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("My day")
