"""The content security policy, held by the browser on every kind of screen: ACC-9."""

import re

import httpx
import pytest
from playwright.sync_api import expect

from tests.browser.conftest import NOBODY, OpenDesk
from tests.browser.desk import Desk
from tests.faults.serving import Served

WATCH = """
window.refused = [];
document.addEventListener("securitypolicyviolation", (each) =>
  window.refused.push(`${each.effectiveDirective} ${each.blockedURI} ${each.sourceFile}:${each.lineNumber}`));
"""
SCREENS = (
    *("/", "/o/account", "/o/opportunity?kind=kanban&by=stage", "/o/task?kind=calendar", "/search?q=policy"),
    *("/import", "/changes", "/recycle-bin", "/settings/appearance", "/settings/keys", "/settings/roles"),
    *("/settings/users", "/settings/objects", "/settings/company"),
)


def refused(desk: Desk) -> list[str]:
    return desk.page.evaluate("window.refused")


def test_styles_are_allowed_by_a_nonce_that_no_other_answer_has(product: Served) -> None:
    seen: set[str] = set()
    for path in ("/", "/o/account", "/login"):
        answer = httpx.get(f"http://localhost:{product.port}{path}")
        policy = answer.headers["content-security-policy"]
        [nonce] = re.findall(r"style-src 'self' 'nonce-([\w-]{20,})'", policy)
        assert "unsafe" not in policy
        assert f'<meta property="csp-nonce" nonce="{nonce}">' in answer.text
        seen.add(nonce)
    assert len(seen) == 3


@pytest.mark.parametrize("path", SCREENS)
def test_a_screen_does_nothing_that_the_policy_refuses(desk: Desk, path: str) -> None:
    desk.page.add_init_script(WATCH)
    desk.go(path)
    expect(desk.page.get_by_role("heading", level=1)).to_be_visible()
    desk.page.wait_for_timeout(500)  # what is fetched later has come
    assert refused(desk) == []


def test_forms_menus_and_dialogs_do_nothing_that_the_policy_refuses(desk: Desk) -> None:
    desk.page.add_init_script(WATCH)
    record = desk.create("account", name="Policy Ltd")
    desk.open("account", record)
    desk.page.get_by_role("button", name="More", exact=True).click()
    expect(desk.page.get_by_role("menu")).to_be_visible()
    desk.page.keyboard.press("Escape")
    desk.browse("opportunity")
    desk.page.get_by_role("button", name="New opportunity").first.click()
    form = desk.page.get_by_role("dialog")
    desk.seek(form.get_by_role("combobox", name="Account"), "Policy Ltd")
    form.get_by_role("textbox", name="Closing date").click()
    expect(desk.page.locator(".ant-picker-dropdown:visible")).to_be_visible()
    assert refused(desk) == []


def test_the_browser_tells_of_what_the_policy_refuses(open_desk: OpenDesk) -> None:
    desk = open_desk(NOBODY)
    desk.page.add_init_script(WATCH)
    desk.go("/login")
    desk.page.evaluate("document.body.insertAdjacentHTML('beforeend', '<style>p {}</style><p style=\"top: 0\">')")
    assert {each.split()[0] for each in refused(desk)} == {"style-src-elem", "style-src-attr"}
