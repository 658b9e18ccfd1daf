"""Signing in and out, language and theme: ACC-1, UIX-2, UIX-3."""

import psycopg
import pytest
from playwright.sync_api import expect

from guanxi.engine.store.embedded import EmbeddedPostgres
from tests.browser.conftest import NOBODY, PASSWORD, Hire, OpenDesk
from tests.browser.desk import Desk
from tests.faults.serving import Served


def sign_in(desk: Desk, login: str, password: str) -> None:
    desk.page.get_by_label("User name or e-mail").fill(login)
    desk.page.get_by_role("textbox", name="Password").fill(password)
    desk.page.keyboard.press("Enter")


def test_one_signs_in_and_out_and_comes_back_to_where_one_was(open_desk: OpenDesk, product: Served) -> None:
    desk = open_desk(NOBODY)
    desk.go("/o/contact")
    sign_in(desk, "admin", str(product.password))
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Contacts")
    desk.page.get_by_role("button", name="Account of").click()
    desk.page.get_by_text("Sign out").click()
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()
    desk.go("/o/contact")
    expect(desk.page.get_by_role("heading", name="Sign in")).to_be_visible()


LOCKED = """
UPDATE engine.credential c SET failures = 6, locked_until = now() + interval '1 minute' FROM record."user" u
WHERE u.id = c.user_id AND u.login = 'forgetful'
"""


def test_too_many_wrong_passwords_lock_out_even_the_right_one(open_desk: OpenDesk, hire: Hire, product: Served) -> None:
    hire("forgetful")
    desk = open_desk(NOBODY)
    page = desk.page
    desk.go("/login")
    sign_in(desk, "forgetful", "wrong 1")
    expect(page.get_by_role("alert")).to_contain_text("do not match")
    with psycopg.connect(EmbeddedPostgres(product.data / "postgres").url, autocommit=True) as connection:
        connection.execute(LOCKED)
    sign_in(desk, "forgetful", PASSWORD)
    expect(page.get_by_role("alert")).to_contain_text("Too many failed attempts")
    expect(page.get_by_text("Possible again in")).to_be_visible()


def test_a_page_is_made_once_so_that_what_is_typed_at_once_stays(open_desk: OpenDesk) -> None:
    desk = open_desk(NOBODY)
    desk.page.add_init_script(
        "window.formsTaken = 0; new MutationObserver((seen) => { for (const each of seen) for (const node of"
        " each.removedNodes) if (node.querySelector?.('form')) window.formsTaken += 1; })"
        ".observe(document, { childList: true, subtree: true });"
    )
    desk.go("/login")
    desk.page.get_by_label("User name or e-mail").fill("early")
    desk.page.wait_for_timeout(1_000)  # what is fetched later has come
    expect(desk.page.get_by_label("User name or e-mail")).to_have_value("early")
    assert desk.page.evaluate("window.formsTaken") == 0


@pytest.mark.parametrize(("language", "heading"), [("简体中文", "登录"), ("繁體中文", "登入")])
def test_the_language_is_chosen_before_signing_in(open_desk: OpenDesk, language: str, heading: str) -> None:
    desk = open_desk(NOBODY)
    desk.go("/")
    desk.page.get_by_role("button", name=language).click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text(heading)


def test_language_and_theme_are_kept_with_the_account(open_desk: OpenDesk, hire: Hire) -> None:
    desk = hire("polyglot")
    page = desk.page
    desk.go("/settings/appearance")
    work = page.get_by_role("main")
    work.get_by_text("Dark", exact=True).click()
    work.get_by_text("繁體中文", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("設定")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(page.locator("html")).to_have_attribute("lang", "zh-TW")
    expect(page.get_by_role("navigation").first).to_contain_text("客戶")
    page.wait_for_timeout(1_200)  # the choice is sent when the clicking rests
    elsewhere = open_desk(page.context.storage_state() | {"origins": []})
    elsewhere.go("/")
    expect(elsewhere.page.locator("html")).to_have_attribute("data-theme", "dark")
    expect(elsewhere.page.locator("html")).to_have_attribute("lang", "zh-TW")


def test_the_first_password_must_be_replaced(open_desk: OpenDesk, desk: Desk) -> None:
    person = desk.create("user", name="New Comer", login="newcomer")
    desk.send("POST", "/actions/identity/set_password", {"user": person, "password": "given by the office 1"})
    entry = open_desk(NOBODY)
    entry.go("/")
    sign_in(entry, "newcomer", "given by the office 1")
    expect(entry.page.get_by_role("heading", level=1)).to_have_text("Choose your own password")
    entry.page.get_by_label("Current password").fill("given by the office 1")
    entry.page.get_by_label("New password", exact=True).fill(PASSWORD)
    entry.page.get_by_label("New password again").fill(PASSWORD)
    entry.page.get_by_role("button", name="Change password").click()
    expect(entry.page.get_by_role("heading", level=1)).to_have_text("My day")
