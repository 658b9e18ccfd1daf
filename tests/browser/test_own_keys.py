"""A person's own keys for commands, and for pages that he opens often: UIX-2."""

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk


def test_a_command_gets_other_keys_that_follow_its_person_and_go_back(desk: Desk) -> None:
    page = desk.page
    desk.create("account", name="Keys Ltd")
    desk.browse("account")
    expect(desk.row("Keys Ltd")).to_be_visible()
    page.keyboard.press("?")
    keys = page.get_by_role("dialog")
    expect(keys.get_by_role("listitem").filter(has_text="Save the form")).to_be_visible()
    expect(keys.get_by_role("listitem").filter(has_text="New record")).to_contain_text("acts here")
    keys.get_by_role("button", name="Change the keys of “New record”").click()
    page.keyboard.press("Control+w")
    expect(keys.get_by_role("alert")).to_contain_text("The browser keeps")
    keys.get_by_role("button", name="Change the keys of “New record”").click()
    page.keyboard.press("/")
    expect(keys.get_by_role("alert")).to_contain_text("already stands for “Quick filter”")
    keys.get_by_role("button", name="Swap the keys").click()
    expect(keys.get_by_role("listitem").filter(has_text="Quick filter")).to_contain_text("n")
    with page.expect_response(re.compile("/auth/me")):
        keys.get_by_role("button", name="Back to the usual keys of “Quick filter”").click()
        keys.get_by_role("button", name="Swap the keys").click()
    keys.get_by_role("button", name="Change the keys of “New record”").click()
    with page.expect_response(re.compile("/auth/me")):
        page.keyboard.press("c")
    page.reload()
    expect(desk.row("Keys Ltd")).to_be_visible()
    page.keyboard.press("n")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog").get_by_role("textbox").first).to_be_focused()
    desk.go("/settings/keys")
    with page.expect_response(re.compile("/auth/me")):
        page.get_by_role("button", name="All commands back to the usual keys").click()
    assert "keys" not in desk.send("GET", "/auth/me")["preferences"]


def test_a_page_gets_keys_that_open_it_from_anywhere(desk: Desk) -> None:
    page = desk.page
    account = desk.create("account", name="Often Opened")
    desk.open("account", account)
    page.keyboard.press("?")
    page.get_by_role("button", name="Keys for “Often Opened”").click()
    page.keyboard.press("g")
    with page.expect_response(re.compile("/auth/me")):
        page.keyboard.press("o")
    desk.go("/settings/keys")
    box = page.get_by_role("combobox", name="Keys for a list, a view or a record")
    desk.seek(box, "Tasks · All tasks")
    with page.expect_response(re.compile("/auth/me")):
        page.keyboard.press("Alt+t")
    expect(page.get_by_role("listitem").filter(has_text="Tasks · All tasks")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("o")
    expect(page.get_by_role("heading", level=1)).to_have_text("Often Opened")
    page.keyboard.press("Alt+t")
    expect(page).to_have_url(re.compile("/o/task.view=all"))
    desk.go("/settings/keys")
    for name in ("Often Opened", "Tasks · All tasks"):
        with page.expect_response(re.compile("/auth/me")):
            page.get_by_role("button", name=f"Take the keys of “{name}” away").click()
    assert "keys" not in desk.send("GET", "/auth/me")["preferences"]
