"""The page of encrypted fields: where there are none it leads to where a field becomes one (ACC-6)."""

import re

from playwright.sync_api import expect

from tests.browser.desk import Desk


def test_who_has_no_encrypted_field_is_led_to_the_fields(desk: Desk) -> None:
    desk.go("/settings/encryption")
    expect(desk.page.get_by_text("From then on its values are kept sealed")).to_be_visible()
    desk.page.get_by_role("link", name="Choose a field").click()
    expect(desk.page).to_have_url(re.compile("/settings/objects"))
