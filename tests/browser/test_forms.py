"""Forms: errors beside the field, look-alikes, drafts and two people at once: REC-5, REC-11, INT-1."""

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk


def new_account(desk: Desk) -> Locator:
    desk.browse("account")
    desk.page.get_by_role("button", name="New account").first.click()
    return desk.page.get_by_role("dialog")


def test_a_wrong_value_is_refused_beside_its_field_and_kept(desk: Desk) -> None:
    form = new_account(desk)
    form.get_by_role("button", name="Create").click()
    expect(form.get_by_text("Name is needed.").first).to_be_visible()
    form.get_by_role("textbox", name="Name", exact=False).first.fill("Wrong Phone Ltd")
    phone = form.get_by_role("textbox", name="Phone")
    phone.fill("12")
    form.get_by_role("button", name="Create").click()
    beside = phone.locator("xpath=ancestor::div[@data-invalid]")
    expect(beside).to_contain_text("Enter a telephone number")
    expect(phone).to_have_value("12")
    expect(phone).to_have_attribute("aria-invalid", "true")


def test_what_exists_already_is_told_while_one_types_and_again_on_saving(desk: Desk) -> None:
    desk.create("account", name="Twin Towers Trading Ltd")
    form = new_account(desk)
    form.get_by_role("textbox", name="Name", exact=False).first.fill("twin towers trading LTD")
    expect(form.get_by_text("Exists already:")).to_be_visible()
    expect(form.get_by_role("link", name="Twin Towers Trading Ltd")).to_be_visible()
    form.get_by_role("button", name="Create").click()
    notice = form.get_by_role("alert").filter(has_text="This one seems to exist already")
    notice.get_by_role("button", name="Save anyway").click()
    expect(desk.toast("created")).to_be_visible()


def test_what_was_typed_survives_a_reload(desk: Desk) -> None:
    form = new_account(desk)
    form.get_by_role("textbox", name="Name", exact=False).first.fill("Half typed Ltd")
    desk.page.wait_for_timeout(400)
    desk.page.reload()
    form = new_account(desk)
    expect(form.get_by_role("textbox", name="Name", exact=False).first).to_have_value("Half typed Ltd")
    form.get_by_role("button", name="Start afresh").click()
    expect(form.get_by_role("textbox", name="Name", exact=False).first).to_have_value("")


def test_two_people_at_one_field_choose_between_three_values(open_desk: OpenDesk) -> None:
    mine, theirs = open_desk(), open_desk()
    record = mine.create("account", name="Contested Ltd", founded=1990, employees=5)
    mine.open("account", record)
    mine.page.get_by_role("button", name="Edit", exact=True).first.click()
    form = mine.page.get_by_role("dialog")
    form.get_by_role("textbox", name="Founded").fill("1991")
    form.get_by_role("textbox", name="Employees").fill("7")
    theirs.change("account", record, founded=1992, website="https://contested.example")
    form.get_by_role("button", name="Save").click()
    choice = form.get_by_role("group", name="Founded")
    expect(choice).to_contain_text("1990")
    expect(choice.get_by_role("radio", name="Theirs: 1992")).to_be_visible()
    expect(choice.get_by_role("radio", name="Yours: 1991")).to_be_checked()
    choice.get_by_role("radio", name="Theirs: 1992").click()
    form.get_by_role("button", name="Save with these choices").click()
    expect(form).to_be_hidden()
    saved = mine.record("account", record)
    assert (saved["founded"], saved["employees"], saved["website"]) == (1992, 7, "https://contested.example")


def test_lines_are_written_with_their_order(desk: Desk) -> None:
    page = desk.page
    account = desk.create("account", name="Lines Ltd")
    desk.create("product", name="Steel pipe", code="SP-1", price={"amount": "12.50", "currency": "CNY"})
    desk.open("account", account, "order.account")
    page.get_by_role("button", name="New order").click()
    form = page.get_by_role("dialog")
    form.get_by_role("button", name="Add a line").click()
    form.get_by_role("textbox", name="Quantity").fill("4")
    form.get_by_role("textbox", name="Unit price").fill("12.5")
    form.get_by_role("textbox", name="Description").last.fill("Steel pipe")
    form.get_by_role("button", name="Create").click()
    expect(form).to_be_hidden()
    expect(page.get_by_role("table")).to_contain_text("50")


def test_keys_do_not_reach_the_list_behind_an_open_form(desk: Desk) -> None:
    page = desk.page
    account = desk.create("account", name="Behind Glass Ltd")
    desk.create("contact", name={"family": "Glass", "given": "Ann"}, account=account)
    desk.browse("contact", q="Glass")
    expect(desk.row("Ann Glass")).to_be_visible()
    page.get_by_role("button", name="New contact").first.click()
    form = page.get_by_role("dialog")
    desk.seek(form.get_by_role("combobox", name="Account"), "Behind Glass Ltd")
    clear = form.get_by_role("button", name="Clear")
    expect(clear).to_be_attached()
    page.keyboard.press("Tab")
    expect(clear).to_be_focused()
    expect(clear).to_have_css("opacity", "1")
    page.keyboard.press("e")
    page.wait_for_timeout(300)
    expect(page.get_by_role("gridcell").get_by_role("textbox")).to_have_count(0)
    expect(clear).to_be_focused()
