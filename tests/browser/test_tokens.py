"""A person makes a token that is shown once; he and administrators see and end it: ACC-8."""

import re

import httpx
from playwright.sync_api import expect

from tests.browser.conftest import AXE, Hire
from tests.browser.desk import Desk


def test_a_token_is_made_used_seen_and_revoked(hire: Hire, desk: Desk) -> None:
    own = hire("programmer")
    page = own.page
    own.go("/settings/tokens")
    page.get_by_role("button", name=re.compile("New token")).click()
    page.get_by_role("textbox", name="What it is for").fill("Nightly report")
    page.get_by_role("button", name="Make the token").click()
    shown = page.get_by_role("status").filter(has_text="Copy it now")
    key = shown.locator("code").inner_text()
    asked = httpx.get(
        f"{own.url}/api/v1/records/account", headers={"Authorization": f"Bearer {key}"}, timeout=30, trust_env=False
    )
    assert asked.status_code == 200
    assert own.axe(AXE.read_text()) == []
    page.get_by_role("button", name="I have kept it").click()
    own.go("/settings/tokens")
    line = page.get_by_role("listitem").filter(has_text="Nightly report")
    expect(line).to_contain_text("Last used")
    expect(page.get_by_text(key)).to_have_count(0)
    desk.go("/settings/access")
    everybody = desk.page.get_by_role("listitem").filter(has_text="Nightly report")
    expect(everybody).to_be_visible()
    everybody.get_by_role("button", name="Revoke Nightly report").click()
    expect(everybody).to_have_count(0)
    again = httpx.get(
        f"{own.url}/api/v1/records/account", headers={"Authorization": f"Bearer {key}"}, timeout=30, trust_env=False
    )
    assert again.status_code == 401


def test_networks_that_lock_oneself_out_are_refused_beside_the_field(desk: Desk) -> None:
    page = desk.page
    desk.go("/settings/access")
    page.get_by_role("textbox", name="Everybody").fill("203.0.113.0/24")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert").filter(has_text="lock yourself out")).to_be_visible()
