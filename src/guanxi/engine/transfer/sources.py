"""Files to import: what a file is, and its rows one after the other as lists of text."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

from guanxi.engine.transfer import archives, delimited, encodings, sheets, vcards
from guanxi.engine.transfer.headers import find_header, tidy_headers
from guanxi.engine.transfer.limits import SAMPLE_ROWS
from guanxi.kernel.errors import Invalid

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
# What people call a spreadsheet or a table and is none; each by how it begins.
OTHERS = {
    b"%PDF": "pdf",
    b"\x1f\x8b": "gzip",
    b"Rar!": "rar",
    b"7z\xbc\xaf": "7z",
    b"\x89PNG": "png",
    b"\xff\xd8\xff": "jpeg",
    b"{\\rtf": "rtf",
    b"<html": "html",
    b"<!doctype": "html",
    b"<table": "html",
    b"<?xml": "xml",
}
CONTROLS = bytes(code for code in range(32) if code not in b"\t\n\v\f\r\x1b")
ROWS_FOR_HEADER = 50


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it will be read; everything but the path can be chosen differently by a person.

    `header_row` counts from 0 and is None where there are no headers. `rows` are the rows behind the header that are
    not blank. `is_damaged` says that some bytes do not fit the encoding.
    """

    path: Path
    name: str
    format: str
    encoding: str | None = None
    delimiter: str | None = None
    sheets: tuple[str, ...] = ()
    sheet: str | None = None
    header_row: int | None = 0
    headers: tuple[str, ...] = ()
    sample: tuple[tuple[str, ...], ...] = ()
    rows: int = 0
    is_damaged: bool = False

    def facts(self) -> dict[str, Any]:
        """What is kept of it, as plain JSON."""
        kept = asdict(self)
        del kept["path"]
        return kept


@dataclass(frozen=True, slots=True)
class Reading:
    """How a person wants a file read; what is None is found out."""

    sheet: str | None = None
    encoding: str | None = None
    delimiter: str | None = None
    header_row: int | None = None
    has_header: bool | None = None


def source_of(path: Path, facts: dict[str, Any]) -> Source:
    """The source whose facts were kept."""
    lists: dict[str, Any] = {"sheets": tuple(facts["sheets"]), "headers": tuple(facts["headers"])}
    lists["sample"] = tuple(tuple(row) for row in facts["sample"])
    return Source(path=path, **{**facts, **lists})


def sniff(path: Path, name: str, wanted: Reading = Reading()) -> Source:
    """What this file is. The whole of a text file is read once, so that later nothing in its form surprises.

    Raises Invalid where it cannot be read: unknown_format, empty_file, inflates_too_much, spreadsheet_too_large,
    broken_spreadsheet, password_protected, too_many_columns, cell_too_long, quote_not_closed, unknown_sheet.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip(b" \t\r\n\x00\xef\xbb\xbf\xfe\xff"):
        raise Invalid("empty_file")
    if start.startswith((ZIP, COMPOUND)) or _is_old_spreadsheet(start):
        return _with_headers(_sheet_source(path, name, start, wanted), wanted)
    return _with_headers(_text_source(path, name, start, wanted), wanted)


def _is_old_spreadsheet(start: bytes) -> bool:
    """Excel before 1997 wrote its records without a container."""
    return start[:2] in (b"\x09\x08", b"\x09\x04", b"\x09\x02", b"\x09\x00") and start[2:4] in (
        b"\x08\x00",
        b"\x06\x00",
    )


def _sheet_source(path: Path, name: str, start: bytes, wanted: Reading) -> Source:
    if start.startswith(ZIP):
        found = _zip_format(archives.check_archive(path), start)
    elif ENCRYPTED in path.read_bytes():
        raise Invalid("password_protected")
    else:
        found = "xls"
    names = sheets.sheet_names(path)
    if wanted.sheet is not None and wanted.sheet not in names:
        raise Invalid("unknown_sheet", sheets=", ".join(names)[:200])
    sheet = wanted.sheet or (names[0] if len(names) == 1 else _first_filled(path, names))
    return Source(path, name, found, sheets=names, sheet=sheet)


def _first_filled(path: Path, names: tuple[str, ...]) -> str:
    for name in names:
        if any(sheets.records(path, name)):
            return name
    raise Invalid("empty_file")


def _zip_format(names: list[str], start: bytes) -> str:
    parts = {name.replace("\\", "/").lower().lstrip("/") for name in names}
    if parts & {"xl/workbook.xml", "workbook.xml"}:
        return "xlsx"
    if "xl/workbook.bin" in parts:
        return "xlsb"
    if b"opendocument.spreadsheet" in start:
        return "ods"
    raise Invalid("unknown_format", format="zip")


def _text_source(path: Path, name: str, start: bytes, wanted: Reading) -> Source:
    _refuse_others(start, name)
    if wanted.encoding is not None and wanted.encoding not in encodings.CODECS:
        raise Invalid("unknown_encoding", encodings=", ".join(encodings.CODECS))
    found = encodings.check(path, wanted.encoding) if wanted.encoding else encodings.detect(path)
    plain = Source(path, name, "csv", encoding=found.name, is_damaged=found.is_damaged)
    text = start.decode(encodings.codec_of(found.name), errors="replace")
    if text.lstrip("\ufeff \r\n")[:11].upper() == "BEGIN:VCARD":
        return replace(plain, format="vcf")
    if not found.name.startswith("utf-16") and _is_binary(start):
        raise Invalid("unknown_format", format="binary")
    delimiter = wanted.delimiter or delimited.find_delimiter(path, found.name, name)
    if delimiter not in delimited.DELIMITERS:
        raise Invalid("unknown_delimiter", delimiters=" ".join(delimited.DELIMITERS))
    return replace(plain, delimiter=delimiter, format="tsv" if delimiter == "\t" else "csv")


def _refuse_others(start: bytes, name: str) -> None:
    if name.lower().endswith((".json", ".jsonl", ".ndjson")):
        raise Invalid("unknown_format", format="json")
    lowered = start.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    for beginning, other in OTHERS.items():
        if lowered.startswith(beginning.lower()):
            raise Invalid("unknown_format", format=other)


def _is_binary(start: bytes) -> bool:
    controls = len(start) - len(start.translate(None, CONTROLS))
    return controls > max(3, len(start) / 20)


def _with_headers(source: Source, wanted: Reading) -> Source:
    every = records(source)
    first = list(islice(every, ROWS_FOR_HEADER))
    header = _header_row(first, wanted)
    body = first if header is None else first[header + 1 :]
    count = sum(1 for row in body if row) + sum(1 for row in every if row)
    names: list[str] = [] if header is None or header >= len(first) else first[header]
    shown = [row for row in body if row][:SAMPLE_ROWS]
    width = max((_width(row) for row in (names, *shown)), default=0)
    if not width:
        raise Invalid("empty_file")
    return replace(
        source,
        header_row=header,
        headers=tuple(tidy_headers(names, width)),
        sample=tuple(tuple((row + [""] * width)[:width]) for row in shown),
        rows=count,
    )


def _header_row(first: list[list[str]], wanted: Reading) -> int | None:
    if wanted.has_header is False:
        return None
    if wanted.header_row is not None:
        return wanted.header_row
    found = find_header(first)
    if found is None and wanted.has_header:
        return next((index for index, row in enumerate(first) if row), 0)
    return found


def _width(row: list[str]) -> int:
    return max((index + 1 for index, cell in enumerate(row) if cell.strip()), default=0)


def records(source: Source) -> Iterator[list[str]]:
    """Every row of the file from its first, the headers too, blank ones as empty lists."""
    if source.format == "vcf":
        return vcards.records(source.path, source.encoding or "utf-8")
    if source.delimiter is not None:
        return delimited.records(source.path, source.encoding or "utf-8", source.delimiter)
    return sheets.records(source.path, source.sheet or "")


def rows(source: Source) -> Iterator[list[str]]:
    """The rows behind the header, blank ones as empty lists, so that their count gives their place in the file."""
    return islice(records(source), 0 if source.header_row is None else source.header_row + 1, None)
