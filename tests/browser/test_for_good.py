"""Deleting for good by clicking, and what tells why something cannot be done: REC-13, ACC-4, UIX-7."""

import psycopg
import pytest
from playwright.sync_api import expect

from guanxi.engine.store.embedded import EmbeddedPostgres
from tests.browser.conftest import Hire
from tests.browser.desk import Desk
from tests.faults.serving import Served

AGE = """
UPDATE record.account SET deleted_at = deleted_at - interval '40 days', updated_at = updated_at - interval '40 days'
WHERE deleted_at IS NOT NULL AND name LIKE 'Binned %'
"""


@pytest.fixture
def bin_of_three(desk: Desk, product: Served) -> Desk:
    """The bin with an account that is due, one to which a contact refers, and one that was deleted a moment ago."""
    due, held, fresh = (desk.create("account", name=f"Binned {word}") for word in ("due", "held", "fresh"))
    desk.create("contact", name={"family": "Holds", "given": "On"}, account=held)
    desk.send("DELETE", "/records/account", {"ids": [due, held]})
    with psycopg.connect(EmbeddedPostgres(product.data / "postgres").url, autocommit=True) as connection:
        connection.execute(AGE)
    desk.send("DELETE", "/records/account", {"ids": [fresh]})
    desk.go("/recycle-bin?object=account")
    return desk


def test_records_go_for_good_after_their_time_and_one_question(bin_of_three: Desk) -> None:
    page = bin_of_three.page
    fresh = page.get_by_role("main").get_by_role("listitem").filter(has_text="Binned fresh").first
    expect(fresh).to_contain_text("kept until")
    fresh.get_by_role("checkbox").click()
    expect(page.get_by_role("button", name="Delete one for good")).to_be_disabled()
    fresh.get_by_role("checkbox").click()
    page.get_by_role("button", name="that are due").click()
    question = page.get_by_role("dialog").filter(has_text="records for good?")
    bin_of_three.rest(question)
    question.get_by_role("button", name="Delete for good").click()
    stays = page.get_by_role("dialog").filter(has_text="stay")
    expect(stays).to_contain_text("Binned held")
    expect(stays.get_by_role("link", name="On Holds")).to_be_visible()
    bin_of_three.go("/changes")
    page.get_by_role("button").filter(has_text="for good").first.click()
    panel = page.get_by_role("complementary").last
    expect(panel).to_contain_text("nothing brings it back")
    expect(panel.get_by_role("button", name="Undo this change")).to_be_hidden()


def test_a_deletion_tells_who_still_refers(desk: Desk) -> None:
    account = desk.create("account", name="Referred to")
    desk.create("contact", name={"family": "Refers", "given": "To It"}, account=account)
    desk.open("account", account)
    desk.page.get_by_role("button", name="More", exact=True).click()
    desk.page.get_by_role("menuitem", name="Delete").click()
    expect(desk.toast("“Referred to” deleted. One record still refers to it.")).to_be_visible()


def test_what_an_undo_left_is_taken_back_later_from_the_page_of_changes(desk: Desk) -> None:
    ids = [desk.create("account", name=f"Left {word}", employees=1) for word in ("first", "second")]
    change = desk.send("PATCH", "/records/account", {"ids": ids, "values": {"employees": 9}})["change_set"]
    desk.change("account", ids[0], employees=50)
    later = desk.send("GET", "/changes?limit=1")["changes"][0]["id"]
    desk.send("POST", f"/changes/{change}/undo", {"rest": True})
    desk.go(f"/changes?change={change}")
    panel = desk.page.get_by_role("complementary").last
    panel.get_by_role("button", name="Take back the one that was left").click()
    blocked = panel.get_by_role("alert")
    expect(blocked).to_contain_text("Left first")
    expect(blocked.get_by_role("button", name="Undo the rest")).to_be_hidden()
    desk.send("POST", f"/changes/{later}/undo", {})
    panel.get_by_role("button", name="Take back the one that was left").click()
    expect(panel.get_by_role("button", name="Take back the one that was left")).to_be_hidden()
    assert [desk.record("account", each)["employees"] for each in ids] == [1, 1]


def test_who_may_only_read_is_told_why_nothing_moves(desk: Desk, hire: Hire) -> None:
    desk.create("account", name="Looked at")
    reader = hire("onlooker", "viewer")
    reader.browse("opportunity", view="pipeline")
    expect(reader.page.get_by_role("note")).to_have_text("Your role lets you read opportunities, not change them.")
    reader.browse("account", filter={"field": "name", "op": "eq", "value": "Looked at"}, columns="name,employees")
    reader.row("Looked at").get_by_role("gridcell").last.dblclick()
    expect(reader.toast("Your role lets you read accounts, not change them.")).to_be_visible()
