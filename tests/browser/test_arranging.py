"""An administrator arranges pages and makes tags known in the browser, live: REC-7, REC-15, REC-2."""

import re

from playwright.sync_api import expect

from tests.browser.conftest import AXE, OpenDesk


def test_a_free_word_becomes_a_known_tag_that_is_offered_and_filtered_by(open_desk: OpenDesk) -> None:
    desk = open_desk()
    page = desk.page
    desk.create("account", name="Quayside works", tags=["港口"])
    desk.create("account", name="Inland works", tags=["Odd"])
    desk.go("/settings/objects?object=account")
    page.get_by_role("button", name="Change: Tags").click()
    drawer = page.get_by_role("dialog")
    drawer.get_by_role("button", name=re.compile("^港口")).click()
    drawer.get_by_role("textbox", name="Value 1, English").fill("Harbour")
    drawer.get_by_role("textbox", name="Value 1, 简体中文").fill("港口")
    drawer.get_by_role("button", name="Save").click()
    expect(desk.toast("Tags is live")).to_be_visible()

    desk.browse("account", columns="name,tags", filter={"field": "name", "op": "contains", "value": "works"})
    expect(desk.row("Quayside works")).to_contain_text("Harbour")
    page.get_by_role("button", name="Filter", exact=True).click()
    desk.choose(page.get_by_role("combobox", name="Field").last, "Tags")
    desk.choose(page.get_by_role("combobox", name="Tags").last, "Harbour")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Apply").click()
    expect(desk.row("Inland works")).to_be_hidden()
    expect(desk.row("Quayside works")).to_be_visible()

    page.get_by_role("button", name="New account").first.click()
    form = page.get_by_role("dialog")
    box = form.get_by_role("combobox", name="Tags")
    box.fill("harb")
    box.press("Enter")
    expect(form.get_by_role("button", name="Take Harbour away")).to_be_visible()


def test_a_layout_is_live_on_page_and_form_and_taken_back(open_desk: OpenDesk) -> None:
    office, sales = open_desk(), open_desk()
    record_id = sales.create("contact", name="Mira Vale", wechat="mira_v", mobile="13800138000")
    sales.open("contact", record_id)
    page = office.page
    office.go("/settings/objects?object=contact")
    page.get_by_text("Layout", exact=True).click()
    page.get_by_role("button", name="Move WeChat to", exact=True).click()
    page.get_by_role("menuitem", name="Left out").click()
    grip = page.get_by_role("button", name="Move Department", exact=True)
    before = page.get_by_role("button", name=re.compile("^Move (Department|Job title)$"))
    expect(before).to_have_text(["", ""])
    expect(before.first).to_have_accessible_name("Move Job title")
    office.carry(grip, "ArrowUp")
    page.keyboard.press("Space")
    expect(before.first).to_have_accessible_name("Move Department")
    assert office.axe(AXE.read_text()) == []
    page.get_by_role("button", name="Save", exact=True).click()
    expect(office.toast("Layout is live: Everyone")).to_be_visible()

    facts = sales.page.get_by_role("definition")
    expect(facts.filter(has_text="mira_v")).to_have_count(0)  # which was not reloaded
    sales.page.get_by_role("button", name="Edit", exact=True).first.click()
    expect(sales.page.get_by_role("dialog").get_by_role("textbox", name="Mobile")).to_be_visible()
    expect(sales.page.get_by_role("dialog").get_by_role("textbox", name="WeChat")).to_have_count(0)
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(sales.page.get_by_role("dialog").get_by_role("textbox", name="WeChat")).to_be_visible()
