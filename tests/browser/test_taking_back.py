"""Deleting, bringing back and undoing by clicking: REC-13, UIX-7."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk


@pytest.fixture
def three(desk: Desk) -> list[str]:
    """Three accounts whose names begin alike, and nothing else that does."""
    desk.send("DELETE", "/records/account", {"filter": {"field": "name", "op": "starts", "value": "Taken"}})
    return [desk.create("account", name=f"Taken {word}", employees=1) for word in ("first", "second", "third")]


def show(desk: Desk) -> None:
    desk.browse("account", filter={"field": "name", "op": "starts", "value": "Taken"}, columns="name,employees")


def test_a_deleted_record_waits_in_the_bin_with_its_children_and_returns(desk: Desk, three: list[str]) -> None:
    page = desk.page
    contact = desk.create("contact", name={"family": "Bin", "given": "Child"}, account=three[0])
    desk.open("account", three[0])
    page.get_by_role("button", name="More", exact=True).click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(desk.toast("Account “Taken first” deleted")).to_be_visible()
    desk.go("/recycle-bin?object=account")
    page.get_by_role("searchbox", name="Search deleted accounts").fill("Taken first")
    row = page.get_by_role("main").get_by_role("listitem").filter(has_text="Taken first").first
    row.get_by_role("button", name="Restore").click()
    expect(desk.toast("One record restored")).to_be_visible()
    desk.open("account", three[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken first")
    assert desk.record("contact", contact)["account"] == three[0]


def test_a_delete_is_taken_back_from_its_message(desk: Desk, three: list[str]) -> None:
    page = desk.page
    show(desk)
    page.get_by_role("checkbox", name="Select Taken second").click()
    page.get_by_role("checkbox", name="Select Taken third").click()
    page.get_by_role("toolbar").get_by_role("button", name="Delete").click()
    expect(desk.toast("2 records moved to the recycle bin")).to_be_visible()
    expect(desk.row("Taken second")).to_be_hidden()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(desk.row("Taken second")).to_be_visible()
    expect(desk.row("Taken third")).to_be_visible()


def test_a_bulk_edit_is_taken_back_from_the_page_of_changes_and_done_again(desk: Desk, three: list[str]) -> None:
    page = desk.page
    change = desk.send("PATCH", "/records/account", {"ids": three, "values": {"employees": 9}})["change_set"]
    desk.go("/changes")
    page.get_by_role("button").filter(has_text="changed 3 accounts").first.click()
    panel = page.get_by_role("complementary").last
    expect(panel).to_contain_text("Taken second")
    panel.get_by_role("button", name="Undo").click()
    expect(panel.get_by_role("button", name="Redo")).to_be_visible()
    assert desk.record("account", three[1])["employees"] == 1
    with page.expect_response("**/undo"):
        panel.get_by_role("button", name="Redo").click()
    assert desk.record("account", three[1])["employees"] == 9
    expect(panel.get_by_role("button", name="Undo")).to_be_visible()
    expect(panel.get_by_role("button", name="Redo")).to_be_hidden()
    assert change in page.url


def test_where_a_later_change_stands_in_the_way_the_rest_is_offered(desk: Desk, three: list[str]) -> None:
    page = desk.page
    change = desk.send("PATCH", "/records/account", {"ids": three, "values": {"employees": 9}})["change_set"]
    desk.change("account", three[1], employees=50)
    desk.go(f"/changes?change={change}")
    panel = page.get_by_role("complementary").last
    panel.get_by_role("button", name="Undo").click()
    blocked = panel.get_by_role("alert")
    expect(blocked).to_contain_text("Taken second")
    assert desk.record("account", three[0])["employees"] == 9
    blocked.get_by_role("button", name="Undo the rest").click()
    expect(panel.get_by_role("button", name="Redo")).to_be_visible()
    assert [desk.record("account", each)["employees"] for each in three] == [1, 50, 1]


def test_undo_beside_a_record_says_how_much_more_it_takes_back(desk: Desk, three: list[str]) -> None:
    page = desk.page
    desk.send("PATCH", "/records/account", {"ids": three, "values": {"employees": 9}})
    desk.open("account", three[0], "history")
    page.get_by_role("main").get_by_role("button", name="Undo").first.click()
    question = page.get_by_role("dialog")
    expect(question).to_contain_text("3 records")
    expect(question).to_contain_text("Accounts: 3")
    desk.answer(question, "Cancel")
    expect(question).to_be_hidden()
    assert [desk.record("account", each)["employees"] for each in three] == [9, 9, 9]
    page.get_by_role("main").get_by_role("button", name="Undo").first.click()
    desk.answer(question, "Take back all 3")
    expect(desk.toast("Taken back: 3 records")).to_be_visible()
    assert [desk.record("account", each)["employees"] for each in three] == [1, 1, 1]
    page.get_by_role("status").get_by_role("button", name="Redo").click()
    expect(desk.toast("Done again: 3 records")).to_be_visible()
    assert [desk.record("account", each)["employees"] for each in three] == [9, 9, 9]


def test_the_change_of_one_record_is_called_by_its_name_and_leads_to_it(desk: Desk, three: list[str]) -> None:
    page = desk.page
    desk.change("account", three[1], employees=77)
    desk.go("/changes")
    row = page.get_by_role("listitem").filter(has_text="Account Taken second changed: Employees").first
    row.get_by_role("button", name="Account Taken second changed: Employees").click()
    expect(page.get_by_role("complementary").last).to_contain_text("77")
    row.get_by_role("link", name="Taken second").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Taken second")
