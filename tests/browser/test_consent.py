"""An administrator registers a program, a person lets it in, sees it and shuts it out: ACC-8."""

import re
from urllib.parse import urlencode

from playwright.sync_api import expect

from tests.browser.conftest import AXE, Hire
from tests.browser.desk import Desk

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"


def test_a_program_is_registered_let_in_and_shut_out(desk: Desk, hire: Hire) -> None:
    desk.go("/settings/programs")
    office = desk.page
    office.get_by_role("button", name=re.compile("Register a program")).click()
    office.get_by_role("textbox", name="Name, as people will see it").fill("Mail plugin")
    back = f"{desk.url}/settings/tokens"
    office.get_by_role("textbox", name=re.compile("Where it may be sent back to")).fill(back)
    office.get_by_role("button", name="Register", exact=True).click()
    expect(office.get_by_role("status").filter(has_text="Copy it now")).to_be_visible()
    [program] = desk.send("GET", "/oauth/programs")["programs"]
    own = hire("consenting")
    asked = {"client_id": program["id"], "redirect_uri": back, "response_type": "code", "scope": "read", "state": "s"}
    asked |= {"code_challenge": CHALLENGE, "code_challenge_method": "S256"}
    own.go(f"/oauth/authorize?{urlencode(asked)}")
    page = own.page
    expect(page.get_by_role("heading", name="Let Mail plugin in?")).to_be_visible()
    expect(page.get_by_text("in the name of Consenting")).to_be_visible()
    assert own.axe(AXE.read_text()) == []
    page.get_by_role("button", name="Let it in").click()
    expect(page).to_have_url(re.compile("/settings/tokens.*code="))
