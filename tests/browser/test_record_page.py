"""The page of a record by clicking: REC-7, REC-12, REC-14."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.desk import Desk


@pytest.fixture
def account(desk: Desk) -> str:
    """An account of 2003 with a contact, on whose page the desk stands."""
    record_id = desk.create("account", name="Page Maker Ltd", founded=2003, phone="0571-8765 4321", industry="retail")
    desk.create("contact", name={"family": "张", "given": "伟"}, account=record_id, mobile="13800138000")
    desk.open("account", record_id)
    return record_id


def tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name).click()


def fact(page: Page, name: str) -> str:
    """What stands beside a name in the cards of facts."""
    return page.locator("dt", has_text=name).last.locator("xpath=following-sibling::dd").inner_text()


def test_facts_stand_as_people_write_them(desk: Desk, account: str) -> None:
    page = desk.page
    expect(page.get_by_role("heading", level=1)).to_have_text("Page Maker Ltd")
    assert fact(page, "Founded") == "2003"
    assert fact(page, "Phone") == "0571 8765 4321"
    expect(page.get_by_role("main")).to_contain_text("张伟")


def test_a_fact_is_edited_in_its_place_and_taken_back(desk: Desk, account: str) -> None:
    page = desk.page
    page.get_by_role("button", name="Edit Founded").click()
    page.get_by_role("textbox", name="Founded").fill("1999")
    page.keyboard.press("Enter")
    expect(desk.toast("Founded saved")).to_be_visible()
    assert fact(page, "Founded") == "1999"
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(desk.toast("Taken back")).to_be_visible()
    assert desk.record("account", account)["founded"] == 2003


def test_a_related_record_is_added_on_the_page(desk: Desk, account: str) -> None:
    page = desk.page
    tab(page, "Contacts")
    expect(page.get_by_role("link", name="张伟")).to_be_visible()
    page.get_by_role("button", name="New contact").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Family name").fill("Frase")
    form.get_by_role("textbox", name="Given name").fill("Moses")
    expect(form.get_by_text("Page Maker Ltd")).to_be_visible()
    form.get_by_role("button", name="Create").click()
    expect(page.get_by_role("link", name="Moses Frase")).to_be_visible()
    expect(page.get_by_role("tab", name="Contacts 2")).to_be_visible()


def test_a_call_is_written_down_and_stands_in_the_timeline(desk: Desk, account: str) -> None:
    page = desk.page
    page.get_by_role("button", name="Call").click()
    page.get_by_role("textbox", name="Subject").fill("Asked for two schedules")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(desk.toast("Interaction written down")).to_be_visible()
    tab(page, "Timeline")
    expect(page.get_by_role("link", name="Asked for two schedules")).to_be_visible()


def test_history_tells_old_and_new_and_shows_the_record_as_it_was(desk: Desk, account: str) -> None:
    page = desk.page
    desk.change("account", account, name="Page Maker Group", founded=1987)
    tab(page, "History")
    entry = page.get_by_role("listitem").filter(has_text="Page Maker Group").first
    expect(entry).to_contain_text("Page Maker Ltd")
    expect(entry).to_contain_text("1987")
    created = page.get_by_role("listitem").filter(has_text="created the record")
    created.get_by_role("button", name="As it was then").click()
    expect(page.get_by_text("As it was on")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page Maker Ltd")
    page.get_by_role("button", name="Back to now").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Page Maker Group")


def test_a_comment_is_said_and_stays(desk: Desk, account: str) -> None:
    page = desk.page
    page.get_by_role("textbox", name="Say something to your colleagues").fill("请周三前给出方案 👍")
    page.get_by_role("button", name="Send").click()
    page.reload()
    expect(page.get_by_role("listitem").filter(has_text="请周三前给出方案 👍")).to_be_visible()


def test_a_comment_is_mended_deleted_and_taken_back(desk: Desk, account: str) -> None:
    page = desk.page
    page.get_by_role("textbox", name="Say something to your colleagues").fill("Offer by Wendsday")
    page.get_by_role("button", name="Send").click()
    comment = page.get_by_role("listitem").filter(has_text="Offer by")
    page.get_by_role("button", name="Edit this comment").click()
    page.get_by_role("textbox", name="Edit this comment").fill("Offer by Wednesday")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(comment).to_contain_text("Offer by Wednesday")
    page.get_by_role("button", name="Delete this comment").click()
    expect(comment).to_have_count(0)
    page.get_by_role("status").get_by_role("button", name="Undo").last.click()
    expect(comment).to_contain_text("Offer by Wednesday")


def test_a_file_is_put_in_and_comes_out_the_same(desk: Desk, account: str, tmp_path: Path) -> None:
    page = desk.page
    file = tmp_path / "报价单 2026.txt"
    file.write_text("四百五十万 \n", encoding="utf-8")
    tab(page, "Files")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Drop files here").click()
    chooser.value.set_files(file)
    expect(page.get_by_role("link", name="报价单 2026.txt", exact=True)).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Download 报价单 2026.txt").click()
    assert download.value.suggested_filename == "报价单 2026.txt"
    assert Path(download.value.path()).read_bytes() == file.read_bytes()
    page.get_by_role("button", name="Delete 报价单 2026.txt").click()
    expect(page.get_by_text("No files yet.")).to_be_visible()


def test_the_page_leads_on_to_the_next_record_of_its_list(desk: Desk) -> None:
    page = desk.page
    for name in ("Chain one", "Chain two"):
        desk.create("account", name=name)
    desk.browse("account", filter={"field": "name", "op": "starts", "value": "Chain"}, sort="name")
    page.get_by_role("grid").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chain one")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chain two")
    page.keyboard.press("k")
    expect(page.get_by_role("heading", level=1)).to_have_text("Chain one")


def a_lead(desk: Desk, company: str, **values: str) -> str:
    """A lead on whose page the desk stands, with its conversion open."""
    lead = desk.create("lead", name={"family": "Ngo", "given": "Bao"}, company=company, **values)
    desk.open("lead", lead)
    desk.page.get_by_role("button", name="Convert").click()
    return lead


def test_a_lead_is_converted_and_the_conversion_taken_back(desk: Desk) -> None:
    page = desk.page
    lead = a_lead(desk, "Convertible Roofs Ltd")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox", name="Amount").fill("-5")
    dialog.get_by_role("button", name="Convert").click()
    expect(dialog.get_by_text("at least 0")).to_be_visible()
    dialog.get_by_role("textbox", name="Amount").fill("4500")
    dialog.get_by_role("textbox", name="Name of the opportunity").fill("New roof for the hall")
    dialog.get_by_role("button", name="Convert").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("New roof for the hall")
    assert fact(page, "Account") == "Convertible Roofs Ltd"
    assert desk.record("lead", lead)["status"] == "converted"
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Bao Ngo")
    expect(page.get_by_role("button", name="Convert")).to_be_visible()
    assert desk.record("lead", lead)["status"] == "new"


def test_a_converted_lead_is_not_converted_again(desk: Desk) -> None:
    page = desk.page
    lead = a_lead(desk, "Only Once Ltd")
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("checkbox", name="Open an opportunity").uncheck()
    dialog.get_by_role("button", name="Convert").click()
    expect(desk.toast("Convert: “Bao Ngo”")).to_be_visible()
    assert desk.record("lead", lead)["opportunity"] is None
    desk.open("lead", lead)
    expect(page.get_by_role("button", name="Edit", exact=True).first).to_be_visible()
    expect(page.get_by_role("button", name="Convert")).to_be_hidden()


@pytest.mark.parametrize(
    ("company", "answer", "is_new"),
    [("Twin Roofs Ltd", "Use this one", False), ("Same Name Ltd", "Make a new one anyway", True)],
)
def test_where_several_accounts_are_alike_a_lead_gets_the_chosen_or_a_new_one(
    desk: Desk, company: str, answer: str, is_new: bool
) -> None:
    page = desk.page
    twins = [desk.create("account", name=company, phone=phone) for phone in ("021-55550001", "021-55550002")]
    lead = a_lead(desk, company)
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Convert").click()
    expect(dialog.get_by_role("alert")).to_contain_text(company)
    dialog.get_by_role("button", name=answer).first.click()
    expect(desk.toast("Convert: “Bao Ngo”")).to_be_visible()
    account = desk.record("lead", lead)["account"]
    assert account is not None
    assert (account not in twins) is is_new


def test_a_deleted_record_says_so_is_not_edited_and_comes_back(desk: Desk, account: str) -> None:
    page = desk.page
    desk.send("DELETE", f"/records/account/{account}")
    desk.open("account", account)
    banner = page.get_by_role("status").filter(has_text="In the recycle bin since")
    expect(banner).to_be_visible()
    expect(page.get_by_role("button", name="Edit", exact=True)).to_have_count(0)
    expect(page.get_by_role("button", name="Edit Founded")).to_have_count(0)
    banner.get_by_role("button", name="Restore").click()
    expect(banner).to_have_count(0)
    expect(page.get_by_role("button", name="Edit", exact=True).first).to_be_visible()
    assert "deleted_at" not in desk.record("account", account)
