"""Exporting by clicking: REC-10."""

from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.desk import Desk


def chosen(page: Page) -> Download:
    """The file that the open menu's entry for analysis brings."""
    with page.expect_download() as download:
        page.get_by_role("menuitem", name="Parquet file, for analysis").click()
    return download.value


def names_in(download: Download) -> list[str]:
    with duckdb.connect() as connection:
        found = connection.execute("SELECT name FROM read_parquet(?) ORDER BY name", [str(Path(download.path()))])
        return [name for (name,) in found.fetchall()]


@pytest.fixture
def three(desk: Desk) -> list[str]:
    return [desk.create("account", name=f"Parquetry {word} Limited") for word in ("Ash", "Birch", "Cedar")]


def test_a_list_goes_out_as_parquet_whole_or_as_far_as_it_is_chosen(desk: Desk, three: list[str]) -> None:
    assert len(three) == 3
    page = desk.page
    desk.browse("account", filter='{"field":"name","op":"contains","value":"Parquetry"}')
    expect(desk.row("Parquetry Cedar Limited")).to_be_visible()
    page.get_by_role("button", name="Export").click()
    whole = chosen(page)
    assert whole.suggested_filename.endswith(".parquet")
    assert names_in(whole) == [f"Parquetry {word} Limited" for word in ("Ash", "Birch", "Cedar")]
    desk.row("Parquetry Birch Limited").get_by_role("checkbox").check()
    page.get_by_role("toolbar", name="Selected").get_by_role("button", name="Export").click()
    assert names_in(chosen(page)) == ["Parquetry Birch Limited"]
