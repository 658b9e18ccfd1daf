"""Names inside files: whatever they are written in, wherever they stand, in bounded memory: PRI-2."""

import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from guanxi.engine.privacy.contents import CHUNK, persons_in
from guanxi.engine.privacy.persons import Person

PEOPLE = (
    Person(("王小明",), ("ming@field.example",), ("+86 138 0000 1111",), number=0),
    Person(("Rosa Field",), (), (), number=1),
)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_plain_text_is_read_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("name,phone\n王小明,138-0000-1111\nRosa  Field,1\n".encode(encoding))
    assert persons_in(path, "text/csv", PEOPLE) == {0: True, 1: False}


def test_a_page_is_read_without_its_marks(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<p>Rosa <b>Fi</b>eld</p><p>ming&#64;field.example</p>")
    assert persons_in(path, "text/html", PEOPLE) == {0: True, 1: False}


def test_a_name_in_a_document_may_be_spread_over_runs(tmp_path: Path) -> None:
    path = tmp_path / "letter.docx"
    with zipfile.ZipFile(path, "w") as archive:
        text = "<w:p><w:r><w:t>Dear Rosa Fi</w:t></w:r><w:r><w:t>eld</w:t></w:r></w:p><w:p><w:t>Ros</w:t></w:p>"
        archive.writestr("word/document.xml", text)
    assert persons_in(path, WORD, PEOPLE) == {1: False}


def test_a_name_may_stand_in_two_cells_of_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "people.xlsx"
    book: Any = xlsxwriter.Workbook(path)
    book.add_worksheet().write_row(0, 0, ["Rosa", "Field", 13800001111])
    book.close()
    assert persons_in(path, SHEET, PEOPLE) == {0: True, 1: False}


def test_a_word_between_two_windows_is_found_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as file:
        file.write(b" " * (CHUNK - 4) + b"Rosa Field ")
        for _ in range(12):
            file.write(b"Bo Lund " * (CHUNK // 8))
    tracemalloc.start()
    assert persons_in(path, "text/plain", PEOPLE) == {1: False}
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 8 * CHUNK
