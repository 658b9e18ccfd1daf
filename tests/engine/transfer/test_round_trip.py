"""Whatever is written as a table is read back as it was (REC-9, REC-10)."""

import csv
import io
import tempfile
import zipfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as some

from guanxi.engine.transfer.cells import ExportColumn
from guanxi.engine.transfer.converters import unguarded
from guanxi.engine.transfer.grouping import Row, contiguous_groups, is_contiguous, scattered_groups
from guanxi.engine.transfer.sources import Reading, rows, sniff
from guanxi.engine.transfer.table_files import guarded, open_table

TEXT = some.text(some.characters(exclude_categories=("Cs",), exclude_characters="\x00\ufffd"), max_size=12)
WORD = some.text(some.sampled_from("abc杭州，；,;\t|\"'\n 1€é"), min_size=1, max_size=8).filter(str.strip)


@given(
    some.lists(some.lists(WORD, min_size=3, max_size=3), min_size=1, max_size=8),
    some.sampled_from([",", ";", "\t", "|"]),
    some.sampled_from(["utf-8", "utf-8-sig", "utf-16", "gb18030"]),
)
@settings(max_examples=150)
def test_any_table_of_text(body: list[list[str]], delimiter: str, codec: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "t.csv"
        with path.open("w", encoding=codec, newline="") as file:
            csv.writer(file, delimiter=delimiter).writerows([["one", "two", "three"], *body])
        wanted = Reading(encoding=codec, delimiter=delimiter, header_row=0, has_header=True)
        assert list(rows(sniff(path, path.name, wanted))) == body


@given(TEXT)
def test_the_apostrophe_before_a_formula_comes_off_again(text: str) -> None:
    written = guarded(text)
    assert (unguarded(written) if written else "") == text or text.startswith("'")


BODIES = some.lists(some.lists(TEXT, min_size=2, max_size=2), max_size=6)


def written(folder: str, format_name: str, body: list[list[str]]) -> Path:
    path = Path(folder) / f"t.{format_name}"
    with open_table(format_name, path, [ExportColumn(name, name, str) for name in ("a", "b")]) as table:
        for row in body:
            table.write(row)
        table.finish()
    return path


@given(BODIES)
def test_no_text_in_csv_begins_a_formula(body: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        text = written(folder, "csv", body).read_bytes().decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(text, newline="")) for cell in row]
    assert not [cell for cell in cells if cell[:1] in "=+-@\t\r\n" and cell and not cell[1:].replace(".", "").isdigit()]


@given(BODIES)
@settings(max_examples=40)
def test_no_text_in_excel_is_a_formula(body: list[list[str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = written(folder, "xlsx", body)
        sheet = zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
        read = [row for row in rows(sniff(path, path.name)) if row]
    assert b"<f>" not in sheet
    assert len(read) == sum(1 for row in body if any(cell.strip() for cell in row))


ROWS = some.lists(some.tuples(some.sampled_from("abcd"), some.text("xy", max_size=2)), max_size=30)


@given(ROWS)
def test_groups_hold_every_row_once_whatever_the_order(table: list[tuple[str, str]]) -> None:
    numbered: list[Row] = [(number, list(cells)) for number, cells in enumerate(table, 1)]
    scattered = list(scattered_groups(numbered, [0], len(numbered)))
    assert sorted(row for group in scattered for row in group) == numbered
    assert len(scattered) == len({cells[0] for _, cells in numbered})
    sorted_rows = sorted(numbered, key=lambda row: row[1][0])
    assert is_contiguous(sorted_rows, [0])
    assert [len(group) for group in contiguous_groups(sorted_rows, [0])] == sorted_sizes(table)


def sorted_sizes(table: list[tuple[str, str]]) -> list[int]:
    keys = [key for key, _ in table]
    return [keys.count(key) for key in sorted(set(keys))]
