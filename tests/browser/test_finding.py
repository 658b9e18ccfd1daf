"""The one box: REC-8, UIX-4."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk import Desk


@pytest.fixture
def stocked(desk: Desk) -> Desk:
    """A desk at a company that knows 欧阳娜娜 of 竹影设计."""
    account = desk.create("account", name="苏州竹影设计有限公司")
    desk.create("contact", name={"family": "欧阳", "given": "娜娜"}, account=account, mobile="+8613912340917")
    desk.go("/")
    return desk


@pytest.mark.parametrize("typed", ["欧阳娜娜", "娜娜", "ouyangnana", "oynn", "40917", "139 1234 0917"])
def test_a_person_is_found_by_characters_pinyin_initials_and_digits(stocked: Desk, typed: str) -> None:
    page = stocked.page
    stocked.find(typed)
    expect(page.get_by_role("option").filter(has_text="欧阳娜娜").first).to_be_visible()


def test_the_box_opens_with_its_key(stocked: Desk) -> None:
    stocked.go("/o/contact")
    expect(stocked.page.get_by_role("row").filter(has_text="欧阳娜娜").first).to_be_visible()
    stocked.page.keyboard.press("Control+k")
    expect(stocked.page.get_by_role("combobox", name="Find or do anything")).to_be_focused()


def test_the_box_runs_verbs_and_opens_with_enter(stocked: Desk) -> None:
    page = stocked.page
    stocked.find("zhuying")
    expect(page.get_by_role("option").filter(has_text="苏州竹影设计有限公司").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("苏州竹影设计有限公司")
    stocked.find("New task")
    page.get_by_role("option").filter(has_text="New task").first.click()
    expect(page.get_by_role("dialog")).to_contain_text("New task")


def test_all_that_is_found_has_a_page_of_its_own(stocked: Desk) -> None:
    page = stocked.page
    stocked.go("/search?q=zhuying")
    expect(page.get_by_role("link").filter(has_text="苏州竹影设计有限公司").first).to_be_visible()
    stocked.go("/search?q=qqzzqq")
    expect(page.get_by_text("Nothing found for “qqzzqq”")).to_be_visible()


def test_exchange_rates_are_found_in_the_box_and_among_the_settings(desk: Desk) -> None:
    page = desk.page
    desk.go("/")
    desk.find("exchange")
    page.get_by_role("option").filter(has_text="Settings: Exchange rates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Exchange rates")
    desk.go("/settings/appearance")
    page.get_by_role("navigation", name="Settings").get_by_role("link", name="Exchange rates").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Exchange rates")
