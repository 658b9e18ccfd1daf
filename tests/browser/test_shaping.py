"""An administrator shapes the company in the browser, live: REC-2."""

import re
from pathlib import Path

from playwright.sync_api import Locator, expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk


def add_field(desk: Desk, kind: str, label: str, choices: tuple[str, ...] = ()) -> None:
    page = desk.page
    page.get_by_role("button", name="New field").first.click()
    drawer = page.get_by_role("dialog")
    desk.seek(drawer.get_by_role("combobox", name="Kind"), kind)
    name(drawer, "Name", label)
    for number, choice in enumerate(choices, start=1):
        drawer.get_by_role("button", name="Add a value").click()
        drawer.get_by_role("textbox", name=f"Value {number}, English").fill(choice)
    drawer.get_by_role("button", name="New field").click()
    expect(desk.toast(f"{label} is live")).to_be_visible()


def name(drawer: Locator, row: str, words: str) -> None:
    """Fill in the English words of a name."""
    drawer.get_by_role("textbox", name=re.compile(rf"^{row}, English|^{row}.*English")).first.fill(words)


def test_a_new_field_is_live_in_form_list_filter_board_and_search(open_desk: OpenDesk) -> None:
    office, sales = open_desk(), open_desk()
    sales.create("account", name="Shaped customer")
    sales.browse("account", filter={"field": "name", "op": "starts", "value": "Shaped"})
    expect(sales.row("Shaped customer")).to_be_visible()

    office.go("/settings/objects?object=account")
    add_field(office, "Choice", "Climate", ("Warm", "Cold"))
    office.page.get_by_role("button", name="New field").first.click()
    drawer = office.page.get_by_role("dialog")
    name(drawer, "Name", "Nickname")
    drawer.get_by_role("checkbox", name="Found by the search box").check()
    drawer.get_by_role("button", name="New field").click()
    expect(office.toast("Nickname is live")).to_be_visible()

    page = sales.page  # which was not reloaded
    page.get_by_role("button", name="New account").first.click()
    form = page.get_by_role("dialog")
    form.get_by_role("textbox", name="Name", exact=False).first.fill("Shaped newcomer")
    form.get_by_role("textbox", name="Nickname").fill("Zebrafinch")
    sales.choose(form.get_by_role("combobox", name="Climate"), "Cold")
    form.get_by_role("button", name="Create").click()
    expect(form).to_be_hidden()
    sales.unfold("Columns").get_by_role("checkbox", name="Climate").click()
    page.keyboard.press("Escape")
    expect(sales.row("Shaped newcomer")).to_contain_text("Cold")
    page.get_by_role("button", name="Filter", exact=True).click()
    sales.choose(page.get_by_role("combobox", name="Field").last, "Climate")
    sales.choose(page.get_by_role("combobox", name="Climate").last, "Cold")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Apply").click()
    expect(sales.row("Shaped customer")).to_be_hidden()
    sales.browse("account", kind="kanban", by="x_climate", filter={"field": "name", "op": "starts", "value": "Shaped"})
    expect(page.get_by_role("region", name="Cold")).to_contain_text("Shaped newcomer")
    sales.find("zebrafin")
    expect(page.get_by_role("option").filter(has_text="Shaped newcomer")).to_be_visible()


def test_a_new_object_is_live_in_menu_form_list_board_search_and_import(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk, sales = open_desk(), open_desk()
    sales.go("/")
    page = desk.page
    desk.go("/settings/objects")
    page.get_by_role("button", name="New object").click()
    drawer = page.get_by_role("dialog")
    name(drawer, "Name of one", "Vehicle")
    name(drawer, "Name of many", "Vehicles")
    drawer.get_by_role("button", name="New object").click()
    expect(page.get_by_role("heading", name="Vehicles")).to_be_visible()
    add_field(desk, "Whole number", "Seats")
    add_field(desk, "Choice", "Fuel", ("Petrol", "Electric"))

    expect(sales.page.get_by_role("link", name="Vehicles")).to_be_visible()  # without reloading
    sales.page.get_by_role("link", name="Vehicles").click()
    sales.page.get_by_role("button", name="New vehicle").first.click()
    form = sales.page.get_by_role("dialog")
    form.get_by_role("textbox", name="Name", exact=False).first.fill("Red lorry")
    form.get_by_role("textbox", name="Seats").fill("3")
    sales.choose(form.get_by_role("combobox", name="Fuel"), "Electric")
    form.get_by_role("button", name="Create").click()
    expect(sales.row("Red lorry")).to_contain_text("Electric")

    file = tmp_path / "vehicles.csv"
    file.write_text("Name,Seats,Fuel\nBlue bus,40,Petrol\nGreen van,nine,Petrol\n")
    desk.go("/import?object=x_vehicle")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Drop a file here").click()
    chooser.value.set_files(file)
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_role("row").filter(has_text="Green van")).to_contain_text("refused")
    page.get_by_role("button", name="Import one row").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    desk.browse("x_vehicle", kind="kanban", by="x_fuel")
    expect(page.get_by_role("region", name="Petrol")).to_contain_text("Blue bus")
    desk.find("red lor")
    expect(page.get_by_role("option").filter(has_text="Red lorry")).to_be_visible()


def test_a_name_is_given_in_every_language_and_taken_back(open_desk: OpenDesk) -> None:
    desk = open_desk()
    page = desk.page
    desk.go("/settings/objects?object=contact")
    page.get_by_role("button", name="Change: Job title").click()
    drawer = page.get_by_role("dialog")
    expect(drawer.get_by_role("textbox", name="Name, 繁體中文")).to_have_value("職稱")
    drawer.get_by_role("textbox", name="Name, 简体中文").fill("岗位")
    drawer.get_by_role("textbox", name="Name, English").fill("Position")
    drawer.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="Change: Position")).to_be_visible()
    labels = desk.send("GET", "/shape/objects/contact")["fields"]["job_title"]["labels"]
    assert labels == {"en": "Position", "zh-CN": "岗位", "zh-TW": "職稱"}
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("button", name="Change: Job title")).to_be_visible()


def test_a_field_that_was_taken_away_comes_back(open_desk: OpenDesk) -> None:
    desk = open_desk()
    page = desk.page
    desk.go("/settings/objects?object=product")
    add_field(desk, "Text", "Shelf")
    page.get_by_role("button", name="Take Shelf away").click()
    page.get_by_role("button", name="Take away", exact=True).click()
    expect(page.get_by_role("button", name="Change: Shelf")).to_be_hidden()
    page.get_by_role("status").get_by_role("button", name="Undo").last.click()
    expect(page.get_by_role("button", name="Change: Shelf")).to_be_visible()
