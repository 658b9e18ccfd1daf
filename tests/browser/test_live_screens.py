"""Another person's change appears by itself: UIX-8."""

from playwright.sync_api import expect

from tests.browser.conftest import Hire
from tests.browser.desk import Desk


def test_a_record_made_changed_and_deleted_elsewhere_is_followed_in_the_list(desk: Desk, hire: Hire) -> None:
    colleague = hire("livelina", "manager")
    desk.browse("account", filter={"field": "name", "op": "starts", "value": "Live"})
    expect(desk.page.get_by_text("Nothing matches")).to_be_visible()
    colleague.browse("account")
    colleague.page.get_by_role("button", name="New account").first.click()
    form = colleague.page.get_by_role("dialog")
    form.get_by_role("textbox", name="Name", exact=False).first.fill("Live Wire Ltd")
    form.get_by_role("button", name="Create").click()
    expect(desk.row("Live Wire Ltd")).to_be_visible()
    [made] = desk.send("GET", "/records/account?q=Live%20Wire&fields=id")["records"]
    colleague.change("account", made["id"], name="Live Wire Group")
    expect(desk.row("Live Wire Group")).to_be_visible()
    desk.send("DELETE", f"/records/account/{made['id']}")
    expect(desk.row("Live Wire Group")).to_be_hidden()


def test_an_open_page_shows_what_another_writes(desk: Desk, hire: Hire) -> None:
    record = desk.create("account", name="Watched Ltd")
    desk.open("account", record)
    desk.page.wait_for_timeout(500)
    hire("watcher", "administrator").change("account", record, name="Watched and renamed")
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Watched and renamed")
