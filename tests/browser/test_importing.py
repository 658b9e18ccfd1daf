"""Importing by clicking: REC-9, REC-13, UIX-8."""

import json
import re
from pathlib import Path
from urllib.parse import quote

from playwright.sync_api import expect

from tests.browser.conftest import OpenDesk
from tests.browser.desk import Desk

CHINESE = """客户名称,所属行业,联系电话,电子邮箱,成立年份
上海欣美嘉食品有限公司,零售,021-6123 4567,info@xinmeijia.example,2003
北京云帆商贸有限公司,零售,010-8123 4567,,2011
成都青禾商贸有限公司,零售,12,,2015
深圳恒信电子有限公司,制造业,0755-8234 5678,new@hengxin.example,1999
"""
GUESSED = (("客户名称", "Name"), ("所属行业", "Industry"), ("联系电话", "Phone"), ("成立年份", "Founded"))


def upload(desk: Desk, file: Path, object_name: str = "account") -> None:
    desk.go(f"/import?object={object_name}")
    with desk.page.expect_file_chooser() as chooser:
        desk.page.get_by_role("button", name="Drop a file here").click()
    chooser.value.set_files(file)
    expect(desk.page).to_have_url(re.compile(r"/import/[0-9a-f-]{36}"))


def chinese_file(folder: Path) -> Path:
    file = folder / "客户名单.csv"
    file.write_bytes(CHINESE.encode("gb18030"))
    return file


def keep_mapping(desk: Desk, name: str) -> None:
    page = desk.page
    page.get_by_role("button", name="Keep this mapping").click()
    page.get_by_placeholder("Name", exact=True).fill(name)
    page.get_by_role("button", name="Keep", exact=True).click()
    expect(desk.toast(f"“{name}” kept")).to_be_visible()


def count(desk: Desk, outcome: str) -> str:
    """The figure above a word such as "created"."""
    return desk.page.locator("button", has_text=outcome).locator("b").first.inner_text()


def expect_to_be_told_as_taken_back(desk: Desk) -> None:
    """The page of the import says so and offers the opposite, and so does the list of imports."""
    page = desk.page
    expect(page.get_by_role("heading", name="The import was taken back")).to_be_visible()
    expect(page.get_by_role("button", name="Undo the whole import")).to_be_hidden()
    expect(page.get_by_role("button", name="Redo the import")).to_be_visible()
    desk.go("/import")
    expect(page.get_by_role("link").filter(has_text="客户名单.csv").first).to_contain_text("Taken back")


def test_a_chinese_file_is_understood_tried_run_and_taken_back_whole(desk: Desk, tmp_path: Path) -> None:
    existing = desk.create("account", name="深圳恒信电子有限公司", email="old@hengxin.example")
    page = desk.page
    upload(desk, chinese_file(tmp_path))
    for header, field in GUESSED:
        expect(page.get_by_role("row").filter(has_text=header)).to_contain_text(field)
    expect(page.get_by_role("row").filter(has_text="上海欣美嘉食品有限公司")).to_be_visible()
    page.get_by_text("Change or create").click()
    desk.choose(page.get_by_role("combobox", name="Found by"), "Name")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Dry run").click()

    expect(page.get_by_role("heading", name="Row by row")).to_be_visible()
    counts = [count(desk, outcome) for outcome in ("created", "changed", "refused")]
    assert counts == ["2", "1", "1"]
    refused = page.get_by_role("row").filter(has_text="成都青禾商贸有限公司")
    expect(refused).to_contain_text("refused")
    expect(refused).to_contain_text("telephone number")
    changed = page.get_by_role("row").filter(has_text="深圳恒信电子有限公司")
    expect(changed).to_contain_text("old@hengxin.example")
    expect(changed).to_contain_text("new@hengxin.example")
    assert desk.record("account", existing)["email"] == "old@hengxin.example"

    page.get_by_role("button", name="Import 3 rows").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    assert desk.record("account", existing)["email"] == "new@hengxin.example"
    with page.expect_download() as download:
        page.get_by_role("link", name="Get the refused row").click()
    rejected = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert "成都青禾商贸有限公司" in rejected
    assert "telephone number" in rejected

    page.get_by_role("button", name="Undo the whole import").click()
    expect(desk.toast("Taken back")).to_be_visible()
    expect_to_be_told_as_taken_back(desk)
    assert desk.record("account", existing)["email"] == "old@hengxin.example"
    desk.browse("account", q="欣美嘉")
    expect(page.get_by_text("Nothing matches")).to_be_visible()


def test_an_import_goes_on_while_its_page_is_closed_and_is_found_again(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk()
    rows = "".join(f"Longrun {number} Limited,https://longrun{number}.example\n" for number in range(30_000))
    file = tmp_path / "long.csv"
    file.write_text(f"Name,Website\n{rows}")
    upload(desk, file)
    desk.page.get_by_role("button", name="Dry run").click()
    desk.page.get_by_role("button", name=re.compile("^Import .* rows$")).click(timeout=60_000)
    expect(desk.page.get_by_role("heading", name="The import is running")).to_be_visible()
    address = desk.page.url
    desk.page.close()
    again = open_desk()
    again.page.goto(address)
    expect(again.page.get_by_text("of 30,000 rows")).to_be_visible()
    expect(again.page.get_by_role("progressbar")).to_be_visible()
    again.page.get_by_role("button", name="Stop").click()
    expect(again.page.get_by_role("heading", name="The import was stopped")).to_be_visible(timeout=60_000)


def test_a_mapping_is_kept_and_used_again(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    file = tmp_path / "odd.csv"
    file.write_text("A,B\nKeptmap Ltd,Retail\n")
    upload(desk, file)
    desk.choose(page.get_by_role("combobox", name="Field for A"), "Name")
    keep_mapping(desk, "odd supplier")
    upload(desk, file)
    desk.choose(page.get_by_role("combobox", name="Use a saved one"), "odd supplier")
    expect(page.get_by_role("row").filter(has_text="Keptmap Ltd")).to_contain_text("Name")


def test_fixed_values_and_accepted_suggestions_make_the_rows_whole(desk: Desk, tmp_path: Path) -> None:
    account = desk.create("account", name="Fixharbour Pumps Limited")
    file = tmp_path / "deals.csv"
    file.write_text("name,account,amount\nFixdeal 1,FixharbourPumps Limited,12\nFixdeal 2,FixharbourPumps Limited,30\n")
    page = desk.page
    upload(desk, file, "opportunity")
    desk.seek(page.get_by_role("combobox", name="Currency of Amount"), "USD")
    desk.choose(page.get_by_role("combobox", name="Add a fixed value"), "Kind")
    desk.choose(page.get_by_role("combobox", name="Kind", exact=True), "Renewal")
    keep_mapping(desk, "pump deals")
    page.get_by_role("button", name="Dry run").click()

    expect(page.get_by_text("Account: “FixharbourPumps Limited” in 2 rows")).to_be_visible()
    assert count(desk, "refused") == "2"
    page.get_by_role("button", name="Take “Fixharbour Pumps Limited” for all").click()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    asked = quote(json.dumps({"field": "account", "op": "eq", "value": account}))
    made = desk.send("GET", f"/records/opportunity?filter={asked}&sort=name")["records"]
    assert [(each["name"], each["kind"], each["amount"]["currency"]) for each in made] == [
        ("Fixdeal 1", "renewal", "USD"),
        ("Fixdeal 2", "renewal", "USD"),
    ]
    upload(desk, file, "opportunity")
    desk.choose(page.get_by_role("combobox", name="Use a saved one"), "pump deals")
    expect(page.get_by_text("Renewal")).to_be_visible()


def try_orders(desk: Desk) -> list[str]:
    """Dry runs the order lines that are being mapped: created, changed, unchanged and refused."""
    desk.page.get_by_role("button", name="Dry run").click()
    expect(desk.page.get_by_text("3 rows are lines of these orders.")).to_be_visible()
    expect(desk.row("R-1")).to_contain_text("2 lines")
    return [count(desk, outcome) for outcome in ("created", "changed", "unchanged", "refused")]


def test_rows_become_orders_with_lines_that_are_found_again_by_their_id_elsewhere(desk: Desk, tmp_path: Path) -> None:
    account = desk.create("account", name="Linesmouth Chandlers")
    desk.send("PUT", f"/records/account/{account}/external-ids/till", {"value": "C-77"})
    file = tmp_path / "orders.csv"
    file.write_text("Order no,Customer,Text,Quantity,Price\nR-1,C-77,Rope,2,10\nR-1,C-77,Tar,1,5\nR-2,C-77,Rope,4,10\n")
    page = desk.page
    upload(desk, file, "order")
    expect(page.get_by_role("checkbox", name="Several rows are one order")).to_be_checked()
    expect(desk.row("Text")).to_contain_text("Lines · Description")
    desk.seek(page.get_by_role("combobox", name="Field for Order no"), "Id in another system")
    expect(page.get_by_text("Name the system whose ids a column has.")).to_be_visible()
    page.get_by_role("textbox", name="System of the ids in Order no").fill("shop")
    desk.choose(page.get_by_role("combobox", name="How Account is found"), "by id in another system")
    page.get_by_role("textbox", name="System of the ids in Customer").fill("till")
    page.get_by_text("Change or create").click()
    desk.choose(page.get_by_role("combobox", name="Found by"), "Id in another system")
    page.keyboard.press("Escape")
    keep_mapping(desk, "shop orders")
    assert try_orders(desk) == ["2", "0", "0", "0"]
    page.get_by_role("button", name="Import 2 records").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()

    file.write_text(file.read_text().replace("R-1,C-77,Rope", "R-1,C-77,Chain"))
    upload(desk, file, "order")
    desk.choose(page.get_by_role("combobox", name="Use a saved one"), "shop orders")
    expect(page.get_by_role("textbox", name="System of the ids in Order no")).to_have_value("shop")
    assert try_orders(desk) == ["0", "1", "1", "0"]
    page.get_by_role("button", name="Import one record").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    asked = quote(json.dumps({"field": "account", "op": "eq", "value": account}))
    made = desk.send("GET", f"/records/order?filter={asked}&fields=total,lines&sort=total")["records"]
    assert [[line["description"] for line in each["lines"]] for each in made] == [["Chain", "Tar"], ["Rope"]]


def test_what_stands_in_the_way_of_taking_an_import_back_is_told_there(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    kept = desk.create("account", name="Tollgate Mills", employees=1)
    file = tmp_path / "mills.csv"
    file.write_text("Name,Employees\nTollgate Mills,2\nTollgate Weavers,3\n")
    upload(desk, file)
    page.get_by_text("Change or create").click()
    desk.choose(page.get_by_role("combobox", name="Found by"), "Name")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Dry run").click()
    page.get_by_role("button", name="Import 2 rows").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    desk.change("account", kept, employees=9)
    page.get_by_role("button", name="Undo the whole import").click()
    blocked = page.get_by_role("alert").filter(has_text="One record stands in the way")
    expect(blocked.get_by_role("link", name="Tollgate Mills")).to_be_visible()
    expect(blocked).to_contain_text("later")
    blocked.get_by_role("button", name="Undo the rest").click()
    expect(page.get_by_role("heading", name="The import was taken back")).to_be_visible()
    expect(blocked).to_be_hidden()
    assert desk.record("account", kept)["employees"] == 9


def test_the_dry_run_lists_every_row_and_tells_what_is_left_out(desk: Desk, tmp_path: Path) -> None:
    page = desk.page
    file = tmp_path / "mills.csv"
    rows = "".join(f"Weir {number},{'nowhere' if number % 2 else ''},{number + 1}\n" for number in range(250))
    file.write_text(f"Name,E-mail,Employees\n{rows}Weir 0,,1\nWeir 2,,3\n")
    upload(desk, file)
    desk.choose(page.get_by_role("combobox", name="Rows that repeat"), "Skip them")
    page.get_by_role("button", name="Dry run").click()
    expect(page.get_by_text("100 of 252 rows")).to_be_visible()
    assert [count(desk, outcome) for outcome in ("created", "refused", "skipped")] == ["125", "125", "2"]
    expect(desk.row("Weir 98")).to_contain_text("Employees 99")
    page.get_by_role("button", name="Show more rows").scroll_into_view_if_needed()
    expect(page.get_by_text("200 of 252 rows")).to_be_visible()
    page.locator("button", has_text="refused").click()
    expect(page.get_by_text("100 of 125 rows")).to_be_visible()
    page.locator("button", has_text="skipped").click()
    expect(page.get_by_text("2 of 2 rows")).to_be_visible()
    expect(desk.row("Weir 0")).to_be_visible()
    page.get_by_role("button", name="Import 125 rows").click()
    expect(page.get_by_role("heading", name="The import is done")).to_be_visible()
    expect(page.get_by_text("skipped")).to_be_visible()
