"""Lists by clicking and by keys: REC-6, UIX-4, UIX-7."""

import json
import re
from typing import Any, Literal

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Hire
from tests.browser.desk import Desk

TITLES = "[role=row] a[data-field=name]"
NAMED = {"field": "name", "op": "starts", "value": "Listed"}
ACCOUNTS = (
    ("Listed Alder", "retail", "large", 10),
    ("Listed Birch", "retail", "small", 20),
    ("Listed Cedar", "logistics", "small", 30),
    ("Listed Dogwood", "logistics", "medium", 40),
)


@pytest.fixture
def listed(desk: Desk) -> Desk:
    """A desk whose list holds four accounts, in the order of their names."""
    found = desk.send("GET", f"/records/account?limit=10&filter={json.dumps(NAMED)}")
    for record in found["records"]:
        desk.send("DELETE", f"/records/account/{record['id']}")
    for name, industry, size, employees in ACCOUNTS:
        desk.create("account", name=name, industry=industry, size=size, employees=employees)
    desk.browse("account", filter=NAMED, sort="name", columns="name,industry,size,employees")
    expect(desk.row("Listed Alder")).to_be_visible()
    return desk


def names(page: Page) -> list[str]:
    """The titles in the order in which they stand."""
    return page.locator(TITLES).all_inner_texts()


def grid(page: Page) -> Locator:
    return page.get_by_role("grid")


def test_a_column_is_added_and_a_head_sorts(listed: Desk) -> None:
    page = listed.page
    page.get_by_role("button", name="Sort by Name").click()
    expect(page).to_have_url(re.compile("sort=-name"))
    expect(page.locator("[role=row] a[data-field=name]").first).to_have_text("Listed Dogwood")
    listed.unfold("Columns").get_by_role("checkbox", name="Website").click()
    expect(page.get_by_role("columnheader").filter(has_text="Website")).to_be_visible()
    expect(page).to_have_url(re.compile("columns=.*website"))


def test_the_whole_cell_of_a_head_sorts(listed: Desk) -> None:
    page = listed.page
    head = page.get_by_role("columnheader").filter(has_text="Name").first
    expect(head).to_have_attribute("aria-sort", "ascending")
    place = head.bounding_box()
    assert place is not None
    page.mouse.click(place["x"] + place["width"] - 4, place["y"] + 4)
    expect(head).to_have_attribute("aria-sort", "descending")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_a_menu_opens_at_its_button(listed: Desk, motion: Literal["reduce", "no-preference"]) -> None:
    page = listed.page
    page.emulate_media(reduced_motion=motion)
    button = page.get_by_role("button", name="Group", exact=True)
    button.click()
    menu = page.get_by_role("menu")
    expect(menu).to_be_in_viewport()
    listed.rest(menu)
    found, wanted = menu.bounding_box(), button.bounding_box()
    assert found is not None
    assert wanted is not None
    assert abs(found["x"] - wanted["x"]) < 8
    assert 0 <= found["y"] - wanted["y"] - wanted["height"] < 16


def test_a_filter_with_and_and_or_is_built_by_clicking(listed: Desk) -> None:
    page = listed.page
    page.get_by_role("button", name="Filter", exact=True).click()
    builder = page.locator("form").filter(has=page.get_by_role("button", name="Apply"))
    builder.get_by_role("button", name="Add a group").click()
    group = builder.get_by_role("group", name="Group of conditions").nth(1)
    listed.choose(group.get_by_role("combobox", name="Field").first, "Size")
    listed.choose(group.get_by_role("combobox", name="Size").last, "Large")
    page.keyboard.press("Escape")
    group.get_by_role("button", name="Add a condition").click()
    listed.choose(group.get_by_role("combobox", name="Field").nth(1), "Employees")
    listed.choose(group.get_by_role("combobox", name="Operator").nth(1), "at least")
    group.get_by_role("textbox", name="Employees").fill("30")
    expect(builder.get_by_text("3 records match")).to_be_visible()
    builder.get_by_role("button", name="Apply").click()
    expect(listed.row("Listed Birch")).to_be_hidden()
    assert names(page) == ["Listed Alder", "Listed Cedar", "Listed Dogwood"]


def test_groups_show_their_counts_and_the_foot_shows_the_total(listed: Desk) -> None:
    page = listed.page
    expect(page.get_by_role("row").filter(has_text="Total")).to_contain_text("100")
    listed.menu("Group", "Industry")
    expect(page.get_by_role("row", expanded=True).filter(has_text="Retail")).to_contain_text("30")
    expect(page.get_by_role("row", expanded=True).filter(has_text="Logistics")).to_contain_text("70")
    page.get_by_role("button", name="Close Retail").click()
    expect(listed.row("Listed Alder")).to_be_hidden()
    expect(listed.row("Listed Cedar")).to_be_visible()


@pytest.mark.parametrize("audience", ["Only me", "My team", "Everyone"])
def test_a_view_is_kept_for_an_audience_and_found_again(listed: Desk, audience: str) -> None:
    page = listed.page
    name = f"Small ones for {audience}"
    page.get_by_role("button", name="Save as", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(name)
    dialog.get_by_text(audience, exact=True).click()
    dialog.get_by_role("button", name="Save", exact=True).click()
    expect(listed.toast(f"Saved the view “{name}”")).to_be_visible()
    listed.browse("account")
    page.get_by_role("tab", name=name).click()
    expect(page.locator(TITLES).first).to_have_text(ACCOUNTS[0][0])
    assert names(page)[:4] == [each[0] for each in ACCOUNTS]
    page.get_by_role("button", name=f"Change the view {name}").click()
    page.get_by_role("menuitem", name="Delete").click()
    expect(page.get_by_role("tab", name=name)).to_be_hidden()


def test_a_cell_is_edited_in_its_place_and_taken_back(listed: Desk) -> None:
    page = listed.page
    cell = listed.row("Listed Birch").get_by_role("gridcell").nth(4)
    cell.dblclick()
    cell.get_by_role("textbox").fill("25")
    page.wait_for_timeout(500)
    expect(page.get_by_role("complementary", name="Preview of the Account")).to_be_hidden()
    page.keyboard.press("Enter")
    expect(listed.toast("Listed Birch: Employees saved")).to_be_visible()
    expect(cell).to_have_text("25")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(cell).to_have_text("20")


def test_a_wrong_value_in_a_cell_is_refused_beside_it(listed: Desk) -> None:
    cell = listed.row("Listed Cedar").get_by_role("gridcell").nth(4)
    cell.dblclick()
    cell.get_by_role("textbox").fill("many")
    listed.page.keyboard.press("Enter")
    expect(cell.get_by_role("alert")).to_be_visible()
    expect(cell.get_by_role("textbox")).to_have_value("many")
    expect(cell.get_by_role("textbox")).to_be_focused()
    listed.page.keyboard.press("Escape")
    expect(cell).to_have_text("30")


def test_several_records_are_changed_at_once_and_taken_back(listed: Desk) -> None:
    page = listed.page
    page.get_by_role("checkbox", name="Select Listed Alder").click()
    page.get_by_role("checkbox", name="Select Listed Cedar").click()
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Edit a field").click()
    expect(page.get_by_role("button", name="Apply")).to_be_disabled()
    listed.choose(page.get_by_role("combobox", name="Field to change"), "Size")
    listed.choose(page.get_by_role("combobox", name="Size"), "Medium")
    page.get_by_role("button", name="Apply").click()
    expect(listed.toast("2 records changed")).to_be_visible()
    expect(listed.row("Listed Alder")).to_contain_text("Medium")
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(listed.row("Listed Alder")).to_contain_text("Large")
    expect(listed.row("Listed Cedar")).to_contain_text("Small")


def test_a_list_is_used_with_the_keyboard_alone(listed: Desk) -> None:
    page = listed.page
    grid(page).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    panel = page.get_by_role("complementary", name="Preview of the Account")
    expect(panel.get_by_role("heading", name="Listed Birch")).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(panel.get_by_role("heading", name="Listed Cedar")).to_be_visible()
    page.keyboard.press("x")
    expect(page.get_by_role("toolbar")).to_contain_text("1 selected")
    page.keyboard.press("Shift+?")
    expect(page.get_by_role("dialog")).to_contain_text("Keyboard shortcuts")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.keyboard.press("/")
    page.keyboard.type("dogwood")
    expect(listed.row("Listed Birch")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Listed Dogwood")


def test_a_private_view_is_not_among_the_views_of_another(desk: Desk, hire: Hire) -> None:
    shared: dict[str, object] = {"object": "account", "kind": "table", "columns": ["name"], "sort": [], "filter": {}}
    desk.send("POST", "/views", {**shared, "name": "Secret of mine", "shared": "me"})
    desk.send("POST", "/views", {**shared, "name": "Open to all", "shared": "everyone"})
    neighbour = hire("neighbour")
    neighbour.browse("account")
    expect(neighbour.page.get_by_role("tab", name="Open to all")).to_be_visible()
    expect(neighbour.page.get_by_role("tab", name="Secret of mine")).to_be_hidden()


def test_a_view_that_was_deleted_comes_back_as_it_was(desk: Desk) -> None:
    page = desk.page
    asked = {"kind": "table", "columns": ["name"], "sort": ["name"], "object": "product"}
    kept = desk.send("POST", "/views", {**asked, "name": "Short list", "shared": "me"})
    desk.browse("product", view=kept["id"])
    page.get_by_role("tab", name="Short list").click()
    desk.menu("Change the view Short list", "Delete")
    expect(page.get_by_role("tab", name="Short list")).to_be_hidden()
    page.get_by_role("status").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("tab", name="Short list")).to_be_visible()
    assert kept["id"] in [each["id"] for each in desk.send("GET", "/views?object=product")["views"]]


CUT = """() => [...document.querySelectorAll("[data-column] *")]
    .filter(each => each.clientWidth > 0 && each.scrollWidth > each.clientWidth).map(each => each.textContent)"""


def test_nothing_is_cut_while_the_line_has_room(desk: Desk) -> None:
    page = desk.page
    name = "Gesellschaft für wissenschaftliche Datenverarbeitung Göttingen"
    desk.create("account", name=name, industry="entertainment")
    desk.browse("account", columns="name,industry", filter={"field": "name", "op": "starts", "value": name})
    expect(desk.row(name)).to_be_visible()
    expect(desk.row(name)).to_contain_text("Media and entertainment")
    assert page.locator("[data-rest]").evaluate("each => each.clientWidth") > 0
    assert page.evaluate(CUT) == []


@pytest.mark.parametrize(
    ("object_name", "values", "count"),
    [
        ("account", {"name": "Narrow AG", "industry": "retail"}, 8),
        ("lead", {"name": {"full": "Narrow AG"}, "company": "Narrow AG", "rating": 4}, 9),
    ],
)
def test_columns_give_their_empty_room_before_a_list_scrolls_sideways(
    desk: Desk, object_name: str, values: dict[str, Any], count: int
) -> None:
    page = desk.page
    page.set_viewport_size({"width": 1024, "height": 768})
    desk.create(object_name, **values)
    desk.browse(object_name, filter={"field": "name", "op": "contains", "value": "Narrow AG"})
    expect(desk.row("Narrow AG")).to_be_visible()
    grid = page.get_by_role("grid")
    expect(grid.get_by_role("columnheader")).to_have_count(count)
    assert grid.evaluate("each => each.scrollWidth - each.clientWidth") == 0
    assert page.evaluate(CUT) == []
