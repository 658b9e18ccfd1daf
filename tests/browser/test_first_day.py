"""A first day by clicking: ACC-1, REC-5, REC-6, REC-8, REC-13, UIX-3, UIX-4, UIX-7."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.faults.serving import Served


def create_account(page: Page, product: Served, name: str, phone: str) -> None:
    page.goto(f"http://localhost:{product.port}/o/account")
    page.get_by_role("button", name="New account").first.click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Name", exact=False).first.fill(name)
    form.get_by_role("textbox", name="Phone").fill(phone)
    form.get_by_role("button", name="Create").click()
    expect(form).to_be_hidden()


def test_what_is_created_is_listed_found_by_sound_deleted_and_brought_back(page: Page, product: Served) -> None:
    create_account(page, product, "杭州竹盾科技有限公司", "0571-8765 4321")
    row = page.get_by_role("row").filter(has_text="杭州竹盾科技有限公司")
    expect(row).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox").last.fill("zhudun")
    page.get_by_role("option").filter(has_text="杭州竹盾科技有限公司").first.click()
    expect(page).to_have_url(re.compile(r"/o/account/[0-9a-f-]{36}"))
    expect(page.get_by_role("heading", level=1)).to_contain_text("杭州竹盾科技有限公司")
    answer = page.evaluate(
        "fetch(location.pathname.replace('/o/', '/api/v1/records/'),"
        " {method: 'DELETE', headers: {'X-Guanxi-CSRF': '1'}}).then(each => each.json())"
    )
    page.goto(f"http://localhost:{product.port}/changes?change={answer['change_set']}")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_role("button", name="Redo").or_(page.get_by_text("undone", exact=False)).first).to_be_visible()
    page.goto(f"http://localhost:{product.port}/o/account")
    expect(row).to_be_visible()


def test_a_wrong_value_is_refused_beside_its_field_and_kept(page: Page, product: Served) -> None:
    page.goto(f"http://localhost:{product.port}/o/account")
    page.get_by_role("button", name="New account").first.click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Name", exact=False).first.fill("Wrong Phone Ltd")
    form.get_by_role("textbox", name="Phone").fill("12")
    form.get_by_role("button", name="Create").click()
    expect(form.get_by_text("Enter a telephone number", exact=False).first).to_be_visible()
    expect(form.get_by_role("textbox", name="Phone")).to_have_value("12")


@pytest.mark.parametrize(("language", "heading"), [("简体中文", "登录"), ("繁體中文", "登入")])
def test_the_language_is_chosen_before_signing_in(
    browser: Browser, product: Served, language: str, heading: str
) -> None:
    context = browser.new_context(locale="en-US")
    page = context.new_page()
    page.goto(f"http://localhost:{product.port}/")
    page.get_by_role("button", name=language).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    context.close()


@pytest.mark.parametrize("width", [1440, 1024, 390])
def test_no_screen_is_wider_than_its_window(page: Page, product: Served, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 844})
    for address in ("/", "/o/account", "/o/opportunity?view=kanban", "/import", "/changes", "/settings/objects"):
        page.goto(f"http://localhost:{product.port}{address}")
        expect(page.locator("main").first).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
