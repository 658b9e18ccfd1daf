"""A program of its own that reads a spreadsheet and prints its rows as lines of JSON.

A few kilobytes can make the reader ask for half a terabyte and be aborted (one cell in A1, one in XFD1048576). Here
that ends a child under limits, not the server. It is run by its path and knows nothing of the rest of Guanxi.
"""

import json
import re
import resource
import sys
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import python_calamine

MEMORY = 1_536 * 1024 * 1024
CPU_SECONDS = 300
CELL_STYLE = re.compile(rb'<(?:\w+:)?c\b[^>]*?\br="([A-Z]+)\d+"[^>]*?\bs="(\d+)"')
STYLE_FORMAT = re.compile(r'<(?:\w+:)?xf\b[^>]*?\bnumFmtId="(\d+)"')
CUSTOM_FORMAT = re.compile(r'<(?:\w+:)?numFmt\b[^>]*?\bnumFmtId="(\d+)"[^>]*?\bformatCode="([^"]*)"')
SHEET_RELATION = re.compile(rb'<(?:\w+:)?sheet\b[^>]*?\b\w+:id="([^"]+)"')
QUOTED = re.compile(r"&quot;.*?&quot;|\\.")
PERCENT_FORMATS = {9, 10}
BYTES_JUDGED = 1 << 19


def main(path: str, sheet: str | None = None) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    try:
        workbook: Any = python_calamine.load_workbook(path)  # pyright: ignore[reportUnknownMemberType]
        if sheet is None:
            say({"sheets": shown_sheets(workbook)})
        else:
            print_rows(Path(path), workbook, sheet)
    except python_calamine.PasswordError:
        say({"error": "password_protected"})
    except python_calamine.WorksheetNotFound:
        say({"error": "unknown_sheet"})
    except (python_calamine.CalamineError, OSError, MemoryError, ValueError):
        say({"error": "broken_spreadsheet"})


def say(what: Any) -> None:
    sys.stdout.write(json.dumps(what, ensure_ascii=True, separators=(",", ":")) + "\n")


def shown_sheets(workbook: Any) -> list[str]:
    table, visible = python_calamine.SheetTypeEnum.WorkSheet, python_calamine.SheetVisibleEnum.Visible
    shown = [each.name for each in workbook.sheets_metadata if each.typ == table and each.visible == visible]
    return shown or workbook.sheet_names


def print_rows(path: Path, workbook: Any, sheet: str) -> None:
    found = workbook.get_sheet_by_name(sheet)
    first_column, last_row = (found.start or (0, 0))[1], (found.end or (-1, 0))[0]
    percent = [column - first_column for column in percent_columns(path, workbook.sheet_names.index(sheet))]
    say({"height": last_row + 1, "width": (found.end or (0, -1))[1] + 1 - first_column})
    for row in found.iter_rows():
        cells = [as_text(cell) for cell in row]
        for column in percent:
            if column < len(row) and isinstance(row[column], float | int) and not isinstance(row[column], bool):
                cells[column] = as_percent(cells[column])
        say(cells)


def as_text(cell: Any) -> str:
    """A cell as a person reads it: whole numbers without a point, others with Excel's fifteen digits."""
    if isinstance(cell, str):
        return mended(cell)
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float | int):
        return number_text(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return clock(cell) if isinstance(cell, timedelta) else str(cell)


def mended(text: str) -> str:
    """Some old writers mark UTF-16 as bytes; it arrives with a zero behind each letter."""
    has_zeroes = len(text) > 1 and not len(text) % 2 and not text[1::2].strip("\x00")
    return text[::2] if has_zeroes and "\x00" not in text[::2] else text


def number_text(number: float) -> str:
    if number == int(number):
        return str(int(number))
    written = repr(number)
    digits = written.split("e")[0].replace("-", "").replace(".", "").lstrip("0")
    return format(Decimal(written if len(digits) <= 15 else f"{number:.15g}"), "f")


def as_percent(written: str) -> str:
    percent = format(Decimal(written) * 100, "f")
    return (percent.rstrip("0").rstrip(".") if "." in percent else percent) + "%"


def clock(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}:{seconds % 60:02}"


def percent_columns(path: Path, index: int) -> list[int]:
    """The columns whose cells are shown as percentages: Excel keeps 35 % as 0.35 and only the style tells."""
    if not zipfile.is_zipfile(path):
        return []
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        name = sheet_file(archive, index) if "xl/workbook.xml" in names else ""
        if name not in names or "xl/styles.xml" not in names:
            return []
        styles = percent_styles(archive.read("xl/styles.xml").decode("utf-8", errors="replace"))
        with archive.open(name) as file:
            judged = file.read(BYTES_JUDGED) if styles else b""
    last_style = {letters: int(style) for letters, style in CELL_STYLE.findall(judged)}
    return sorted(column_number(letters) for letters, style in last_style.items() if style in styles)


def sheet_file(archive: zipfile.ZipFile, index: int) -> str:
    """The part that holds a sheet; its name need not follow the order of the sheets."""
    sheets = SHEET_RELATION.findall(archive.read("xl/workbook.xml"))
    relations = archive.read("xl/_rels/workbook.xml.rels")
    for relation in re.findall(rb"<(?:\w+:)?Relationship\b[^>]*>", relations):
        if index < len(sheets) and b'"' + sheets[index] + b'"' in relation:
            target = re.search(rb'\bTarget="/?(?:xl/)?([^"]+)"', relation)
            return f"xl/{target[1].decode()}" if target else ""
    return ""


def percent_styles(sheet: str) -> set[int]:
    custom = {int(number): QUOTED.sub("", code) for number, code in CUSTOM_FORMAT.findall(sheet)}
    percent = PERCENT_FORMATS | {number for number, code in custom.items() if "%" in code}
    return {index for index, number in enumerate(cell_formats(sheet)) if number in percent}


def cell_formats(styles: str) -> Iterator[int]:
    start = styles.find("<cellXfs")
    end = styles.find("</cellXfs>", start)
    return (int(number) for number in STYLE_FORMAT.findall(styles[start:end] if start >= 0 else ""))


def column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


if __name__ == "__main__":
    main(*sys.argv[1:])
