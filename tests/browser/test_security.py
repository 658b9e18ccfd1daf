"""A person sets up a second factor, signs in with it, and ends sessions: ACC-1, ACC-2."""

import re
import time
from typing import Any

from playwright.sync_api import Page, expect
from pyotp.totp import TOTP

from tests.browser.conftest import NOBODY, PASSWORD, Hire, OpenDesk
from tests.browser.desk import Desk

AUTHENTICATOR: dict[str, Any] = {
    "options": {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
}


def give_authenticator(page: Page) -> None:
    """A passkey device of Chromium's own, which always finds its owner."""
    devtools: Any = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send("WebAuthn.addVirtualAuthenticator", AUTHENTICATOR)


def type_in(desk: Desk, login: str) -> None:
    """Name and password on the sign-in page."""
    desk.go("/login")
    desk.page.get_by_role("textbox", name="User name or e-mail").fill(login)
    desk.page.get_by_role("textbox", name="Password").fill(PASSWORD)
    desk.page.get_by_role("button", name="Sign in", exact=True).click()


def leave(desk: Desk) -> None:
    desk.page.context.clear_cookies()


def keep_codes(desk: Desk) -> list[str]:
    """The recovery codes as they are shown, once."""
    shown = desk.page.get_by_role("list", name="Recovery codes").get_by_role("listitem")
    expect(shown).to_have_count(10)
    codes = shown.all_inner_texts()
    desk.page.get_by_role("button", name="I have kept them").click()
    return codes


def test_an_authenticator_is_asked_for_at_the_next_sign_in(hire: Hire) -> None:
    desk = hire("twofold")
    page = desk.page
    desk.go("/settings/security")
    page.get_by_role("button", name=re.compile("Add$")).click()
    page.get_by_role("textbox", name="What to call it").fill("My telephone")
    page.get_by_role("button", name="Set up an authenticator app").click()
    expect(page.get_by_role("img", name="The key as a QR code")).to_be_visible()
    codes = TOTP(page.locator("code").inner_text().replace(" ", ""))
    page.get_by_role("textbox", name="Code that the app shows").fill(codes.at(int(time.time()) - 30))
    page.get_by_role("button", name="Confirm", exact=True).click()
    recovery = keep_codes(desk)
    expect(page.get_by_role("list", name="Second factor").get_by_text("My telephone")).to_be_visible()
    expect(page.get_by_text("10 recovery codes left")).to_be_visible()
    leave(desk)
    type_in(desk, "twofold")
    expect(page.get_by_role("heading", name="One more step")).to_be_visible()
    page.get_by_role("checkbox", name="Remember this device").check()
    page.get_by_role("textbox", name="Code of your authenticator app").fill(codes.now())
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    desk.send("POST", "/auth/logout")
    type_in(desk, "twofold")
    expect(page.get_by_role("navigation").first).to_be_visible()
    leave(desk)
    type_in(desk, "twofold")
    page.get_by_role("button", name="Use a recovery code").click()
    page.get_by_role("textbox", name="Recovery code").fill(recovery[3])
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_role("navigation").first).to_be_visible()


def test_a_passkey_signs_in_without_a_password(hire: Hire) -> None:
    desk = hire("keyholder")
    page = desk.page
    desk.go("/settings/security")
    give_authenticator(page)
    page.get_by_role("button", name=re.compile("Add$")).click()
    page.get_by_role("button", name="Set up a passkey").click()
    keep_codes(desk)
    leave(desk)
    desk.go("/login")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("navigation").first).to_be_visible()
    leave(desk)
    type_in(desk, "keyholder")
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("navigation").first).to_be_visible()


def test_a_role_demands_a_second_factor_before_anything_else(hire: Hire, open_desk: OpenDesk) -> None:
    office = open_desk()
    office.create("role", name="Cashiers", code="cashiers", needs_second_factor=True)
    desk = hire("cashier", "cashiers")
    desk.go("/")
    expect(desk.page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    give_authenticator(desk.page)
    desk.page.get_by_role("button", name="Set up a passkey").click()
    keep_codes(desk)
    expect(desk.page.get_by_role("navigation").first).to_be_visible()


def test_a_session_elsewhere_is_ended(hire: Hire, open_desk: OpenDesk) -> None:
    desk, other = hire("traveller"), open_desk(NOBODY)
    other.send("POST", "/auth/login", {"login": "traveller", "password": PASSWORD})
    desk.go("/settings/security")
    sessions = desk.page.get_by_role("list", name="Where you are signed in").get_by_role("listitem")
    expect(sessions).to_have_count(2)
    expect(sessions.first.get_by_text("This session")).to_be_visible()
    sessions.nth(1).get_by_role("button", name="End").click()
    expect(sessions).to_have_count(1)
    other.go("/")
    expect(other.page.get_by_role("button", name="Sign in", exact=True)).to_be_visible()


def test_who_is_locked_out_is_marked_until_the_lock_is_lifted(desk: Desk, hire: Hire) -> None:
    hire("lockedout")
    [person] = [each["id"] for each in desk.send("GET", "/records/user?q=lockedout")["records"]]
    lock = {"locked_until": "2999-01-01T06:05:00+00:00"}  # five real failures would ask everybody here for pictures
    found = desk.send("GET", f"/security/users/{person}") | lock
    listed = {"locked": [{"user": person, "until": lock["locked_until"]}]}
    desk.page.route("**/security/locked", lambda route: route.fulfill(json=listed))
    desk.page.route(f"**/security/users/{person}", lambda route: route.fulfill(json=found))
    desk.go("/settings/users")
    row = desk.page.get_by_role("listitem").filter(has_text="lockedout")
    expect(row.get_by_text(re.compile(r"^Locked until \d\d:\d\d$"))).to_be_visible()
    row.get_by_role("button", name="Security").click()
    dialog = desk.page.get_by_role("dialog")
    expect(dialog.get_by_text(re.compile(r"^Locked until \d\d:\d\d$"))).to_be_visible()
    desk.page.unroute_all()
    dialog.get_by_role("button", name="Lift the lock").click()
    expect(dialog.get_by_text("Not locked")).to_be_visible()
    dialog.get_by_role("button", name="Close").click()
    expect(row.get_by_text("Locked until")).to_have_count(0)


def test_the_picture_at_the_sign_in_is_changed_for_digits_to_hear(open_desk: OpenDesk, axe: str) -> None:
    desk = open_desk(NOBODY)
    page = desk.page
    page.goto(f"{desk.url}/login")
    page.get_by_label("User name or e-mail").fill(f"nobody{time.monotonic_ns()}")
    page.get_by_label("Password", exact=True).fill("not this one")
    for _ in range(3):
        with page.expect_response("**/auth/login"):
            page.get_by_role("button", name="Sign in", exact=True).click()
    picture = page.get_by_role("img", name="A picture of letters and digits")
    first = picture.get_attribute("src")
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page.get_by_text("Type in the letters and digits of the picture.")).to_be_visible()
    page.get_by_role("button", name="Another picture").click()
    expect(picture).not_to_have_attribute("src", str(first))
    assert desk.axe(axe) == []
    page.get_by_role("button", name="Listen instead").click()
    expect(page.get_by_label("Digits that you hear, in English")).to_be_visible()
    expect(picture).to_have_count(0)
    page.get_by_role("button", name="Play again").click()
    assert desk.axe(axe) == []
