"""An administrator registers a program, a person lets it in, sees it and shuts it out: ACC-8."""

import re
from urllib.parse import parse_qs, urlencode, urlsplit

from playwright.sync_api import expect

from tests.browser.conftest import AXE, Hire
from tests.browser.desk import Desk

CHALLENGE = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
VERIFIER = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"  # both of RFC 7636, appendix B


def consent(desk: Desk, own: Desk) -> str:
    """The id of a program that somebody lets in, and that takes its code."""
    back = f"{desk.url}/settings/tokens"
    facts = {"name": "Calendar plugin", "redirects": [back], "scopes": ["read"]}
    program = desk.send("POST", "/oauth/programs", facts)
    asked = {"client_id": program["id"], "redirect_uri": back, "response_type": "code", "code_challenge": CHALLENGE}
    said = own.send("POST", "/oauth/decision", {**asked, "code_challenge_method": "S256", "allow": True})
    [code] = parse_qs(urlsplit(str(said["location"])).query)["code"]
    form = {"grant_type": "authorization_code", "client_id": program["id"], "code": code, "code_verifier": VERIFIER}
    given = own.page.request.post(f"{own.url}/api/v1/oauth/token", form=form, headers={"X-Guanxi-CSRF": "1"})
    assert given.ok, given.text()
    return str(program["id"])


def test_an_administrator_shuts_a_colleagues_program_out(desk: Desk, hire: Hire) -> None:
    own = hire("granting")
    program = consent(desk, own)
    desk.go("/settings/users")
    page = desk.page
    row = page.get_by_role("listitem").filter(has_text="granting")
    row.get_by_role("button", name="Security").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_role("list", name="Programs that he let in")).to_contain_text("Calendar plugin")
    assert desk.axe(AXE.read_text()) == []
    dialog.get_by_role("button", name="Shut Calendar plugin out").click()
    expect(dialog.get_by_text("Calendar plugin")).to_have_count(0)
    assert own.send("GET", "/oauth/grants")["grants"] == []
    desk.send("DELETE", f"/oauth/programs/{program}")


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
