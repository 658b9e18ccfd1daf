"""Work without a mouse: UIX-7, UIX-8."""

from playwright.sync_api import expect

from tests.browser.desk import Desk


def test_a_contact_is_made_changed_and_taken_back_with_the_keyboard_alone(desk: Desk) -> None:
    page = desk.page
    desk.browse("contact", filter={"field": "name", "op": "contains", "value": "Keynes"})
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.keyboard.press("n")
    expect(page.get_by_role("textbox", name="Given name")).to_be_focused()
    page.keyboard.type("Milton")
    page.keyboard.press("Tab")
    page.keyboard.type("Keynes")
    page.keyboard.press("Control+Enter")
    expect(desk.row("Milton Keynes")).to_be_visible()
    page.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Milton Keynes")
    page.keyboard.press("e")
    expect(page.get_by_role("textbox", name="Given name")).to_be_focused()
    page.keyboard.press("Control+a")
    page.keyboard.type("Maynard")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Maynard Keynes")
    page.keyboard.press("Control+z")
    expect(page.get_by_role("heading", level=1)).to_have_text("Milton Keynes")


def test_own_changes_are_taken_back_and_done_again_one_after_the_other(desk: Desk) -> None:
    page = desk.page
    account = desk.create("account", name="Undoing Ltd")
    desk.browse("account", columns="name,website", filter={"field": "name", "op": "contains", "value": "Undoing"})
    for name in ("Undoing once", "Undoing twice"):
        page.get_by_role("grid").focus()
        page.keyboard.press("e")
        expect(page.get_by_role("textbox", name="Name")).to_be_focused()
        page.keyboard.press("Control+a")
        page.keyboard.type(name)
        page.keyboard.press("Enter")
        expect(desk.row(name)).to_be_visible()
    messages = page.get_by_role("status").get_by_role("button", name="Close")
    for left in (1, 0):
        messages.first.click()
        expect(messages).to_have_count(left)
    page.keyboard.press("Control+z")
    expect(desk.toast("Taken back: Undoing twice · Name")).to_be_visible()
    expect(desk.row("Undoing once")).to_be_visible()
    page.keyboard.press("Control+z")
    expect(desk.row("Undoing Ltd")).to_be_visible()
    page.keyboard.press("Control+Shift+z")
    expect(desk.row("Undoing once")).to_be_visible()
    assert desk.record("account", account)["name"] == "Undoing once"
    box = page.get_by_role("textbox", name="Find in this list")
    box.fill("Undo")
    box.press("Control+z")
    expect(desk.row("Undoing once")).to_be_visible()


def test_a_filter_is_built_with_the_keyboard_and_the_keys_come_back(desk: Desk) -> None:
    page = desk.page
    for name in ("Tabulator one", "Tabulator two"):
        desk.create("account", name=name)
    desk.browse("account")
    opener = page.get_by_role("button", name="Filter", exact=True)
    opener.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Field")).to_be_focused()
    page.keyboard.press("Escape")
    expect(opener).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("combobox", name="Field")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("Tabulator two")
    page.keyboard.press("Enter")
    expect(desk.row("Tabulator two")).to_be_visible()
    expect(desk.row("Tabulator one")).to_be_hidden()


def test_escape_closes_what_lies_on_top_alone_and_the_list_has_the_keys_again(desk: Desk) -> None:
    page = desk.page
    desk.create("account", name="Escapement Ltd")
    desk.browse("account", filter={"field": "name", "op": "eq", "value": "Escapement Ltd"})
    expect(desk.row("Escapement Ltd")).to_be_visible()
    page.get_by_role("grid").focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("complementary")).to_contain_text("Escapement Ltd")
    page.keyboard.press("n")
    expect(page.get_by_role("dialog")).to_be_visible()
    expect(page.get_by_role("dialog").get_by_role("textbox").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    expect(page.get_by_role("grid")).to_be_focused()
    expect(page.get_by_role("complementary")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("complementary")).to_be_hidden()


def test_the_link_that_has_the_focus_is_seen(desk: Desk) -> None:
    page = desk.page
    desk.browse("account")
    link = page.get_by_role("navigation").get_by_role("link", name="Contacts")
    expect(link).to_be_visible()
    page.keyboard.press("Tab")  # from here on the browser shows where the focus is
    link.focus()
    assert link.evaluate("each => getComputedStyle(each).outlineStyle") == "solid"
