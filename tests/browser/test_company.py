"""An administrator says where the company is and what its days and amounts are counted in: REC-17."""

from playwright.sync_api import expect

from tests.browser.conftest import OpenDesk


def test_the_company_is_told_in_the_settings_and_taken_back(open_desk: OpenDesk) -> None:
    desk = open_desk()
    before = desk.send("GET", "/company")
    desk.go("/settings/appearance")
    desk.page.get_by_role("link", name="Company", exact=True).click()
    form = desk.page.get_by_role("main")
    form.get_by_role("textbox", name="Name").fill("Heron Ltd")
    desk.seek(form.get_by_role("combobox", name="Time zone"), "Europe/London")
    form.get_by_role("button", name="Save").click()
    expect(desk.toast("The company was changed")).to_be_visible()
    told = desk.send("GET", "/company")
    assert (told["name"], told["time_zone"]) == ("Heron Ltd", "Europe/London")
    desk.page.get_by_role("button", name="Undo").click()
    expect(form.get_by_role("textbox", name="Name")).to_have_value(before["name"])
    assert desk.send("GET", "/company")["time_zone"] == before["time_zone"]
