"""Boards and calendars by dragging: REC-6, SAL-4, UIX-7."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.desk import Desk

SOUGHT = {"field": "name", "op": "starts", "value": "Board"}


@pytest.fixture
def pipeline(desk: Desk) -> Desk:
    """A desk with a board of two deals, 1,000 and 250."""
    account = desk.create("account", name="Board and Sons")
    facts = {"account": account, "close_on": "2027-01-15"}
    desk.send("DELETE", "/records/opportunity", {"filter": SOUGHT})
    for name, stage, amount in (("Board first", "prospecting", "1000"), ("Board second", "engaging", "250")):
        desk.create("opportunity", name=name, stage=stage, amount={"amount": amount, "currency": "CNY"}, **facts)
    desk.browse("opportunity", view="pipeline", filter=SOUGHT)
    expect(card(desk.page, "Board first")).to_be_visible()
    return desk


def card(page: Page, title: str) -> Locator:
    return page.get_by_role("link").filter(has_text=title)


def column(page: Page, title: str) -> Locator:
    return page.get_by_role("region", name=title)


def drag(page: Page, what: Locator, where: Locator) -> None:
    """Take with the mouse and drop, with a step between as a hand makes it."""
    start, end = what.bounding_box(), where.bounding_box()
    assert start is not None
    assert end is not None
    page.mouse.move(start["x"] + 30, start["y"] + 15)
    page.mouse.down()
    page.mouse.move(start["x"] + 50, start["y"] + 25, steps=3)
    page.mouse.move(end["x"] + 60, end["y"] + 60, steps=8)
    page.mouse.up()


def test_a_card_is_dragged_to_another_stage_and_the_sums_follow(pipeline: Desk) -> None:
    page = pipeline.page
    expect(column(page, "Prospecting")).to_contain_text("¥ 1 K")
    expect(column(page, "Engaging")).to_contain_text("¥ 250")
    drag(page, card(page, "Board first"), column(page, "Engaging"))
    expect(column(page, "Engaging").get_by_role("link")).to_have_count(2)
    expect(column(page, "Engaging")).to_contain_text("¥ 1.25 K")
    expect(column(page, "Prospecting")).to_contain_text("No cards")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(column(page, "Prospecting").get_by_role("link")).to_have_count(1)
    expect(column(page, "Engaging")).to_contain_text("¥ 250")


def test_a_card_is_moved_with_the_keyboard(pipeline: Desk) -> None:
    page = pipeline.page
    card(page, "Board second").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("Board second is over Engaging")).to_be_attached()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Board second is over Proposal")).to_be_attached()
    page.keyboard.press("Space")
    expect(column(page, "Proposal").get_by_role("link")).to_have_count(1)


def test_the_same_records_are_laid_out_by_another_choice(pipeline: Desk) -> None:
    page = pipeline.page
    refused: list[str] = []
    page.on("response", lambda answer: refused.append(answer.url) if answer.status >= 400 else None)
    pipeline.menu("Columns: Stage", "Source")
    expect(column(page, "No Source").get_by_role("link")).to_have_count(2)
    assert refused == []


def test_an_entry_of_the_calendar_is_dragged_to_another_day(desk: Desk) -> None:
    page = desk.page
    today = datetime.now(ZoneInfo("Asia/Shanghai")).date()
    days = [today.replace(day=number) for number in (10, 12)]
    task = desk.create("task", subject="Calendar errand", due_on=days[0].isoformat())
    desk.browse("task", view="by_due_on", filter={"field": "subject", "op": "eq", "value": "Calendar errand"})
    entry = page.get_by_role("link").filter(has_text="Calendar errand")
    expect(entry).to_be_visible()
    target = page.get_by_role("region", name=f"{days[1]:%b} 12, {today.year}", exact=True)
    drag(page, entry, target)
    expect(target).to_contain_text("Calendar errand")
    expect(desk.toast("Moved “Calendar errand”")).to_be_visible()
    assert desk.record("task", task)["due_on"] == days[1].isoformat()
    page.get_by_role("button", name="Later").click()
    expect(entry).to_be_hidden()


def test_six_columns_of_a_board_fit_side_by_side(desk: Desk) -> None:
    desk.browse("opportunity", kind="kanban", by="stage", filter={})
    board = desk.page.get_by_role("group", name="Opportunities")
    expect(board.get_by_role("region")).to_have_count(6)
    assert board.evaluate("each => each.scrollWidth - each.clientWidth") == 0


def test_a_refused_move_says_which_field_is_wanting_and_the_form_completes_it(pipeline: Desk) -> None:
    page = pipeline.page
    account = pipeline.create("account", name="Board of Trade")
    bare = pipeline.create("opportunity", name="Board bare", stage="engaging", account=account, close_on="2027-01-15")
    page.reload()
    card(page, "Board bare").focus()
    page.keyboard.press("Space")
    for stage in ("Engaging", "Proposal", "Negotiation"):
        expect(page.get_by_text(f"Board bare is over {stage}")).to_be_attached()
        page.keyboard.press("ArrowRight")
    expect(page.get_by_text("Board bare is over Won")).to_be_attached()
    page.keyboard.press("Space")
    refusal = page.get_by_role("status").filter(has_text="Board bare: Amount: ")
    refusal.get_by_role("button", name="Open the form").click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Amount").first.fill("900")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    expect(column(page, "Won").get_by_role("link")).to_have_count(1)
    assert pipeline.record("opportunity", bare)["stage"] == "won"
