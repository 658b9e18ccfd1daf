"""Electronic business cards (vCard 2.1, RFC 2426, RFC 6350) as rows of one table."""

import binascii
import quopri
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from guanxi.engine.transfer.encodings import codec_of
from guanxi.engine.transfer.limits import LONGEST_CELL
from guanxi.kernel.errors import Invalid

HEADERS = (
    *("Full name", "Family name", "Given name", "Company", "Department", "Job title"),
    *("Email", "Email 2", "Email 3", "Mobile", "Phone", "Phone 2", "Fax"),
    *("Country", "Province", "City", "Street", "Postcode", "Website", "Birthday", "Tags", "Note"),
)
PLACES = {header: index for index, header in enumerate(HEADERS)}
BREAK = re.compile(r"(?<!\\);")
ESCAPE = re.compile(r"\\(.)")
PARAMETER = re.compile(r';([\w-]+)(?:=("[^"]*"|[^;:]*))?')
KEPT_FROM_PHONES = re.compile(r"^tel:", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Property:
    """One line of a card: its name, its parameters in capitals and its value, decoded but not yet unescaped."""

    name: str
    words: frozenset[str]
    value: str


def records(path: Path, encoding: str) -> Iterator[list[str]]:
    """The headers, then one row for each card."""
    yield list(HEADERS)
    card: list[Property] = []
    for line in _unfolded(path, encoding):
        kind, _, rest = line.partition(":")
        if kind.upper() == "BEGIN" and rest.strip().upper() == "VCARD":
            card = []
        elif kind.upper() == "END" and rest.strip().upper() == "VCARD":
            yield _row(card)
        elif found := _property(line):
            card.append(found)


def _unfolded(path: Path, encoding: str) -> Iterator[str]:
    """Logical lines: a line that starts with a blank, or that follows a soft break, goes on with the one before."""
    held = ""
    with path.open(encoding=codec_of(encoding), errors="replace") as file:
        for number, line in enumerate(file, 1):
            text = line.rstrip("\r\n").removeprefix("\ufeff")
            if len(held) > LONGEST_CELL * 40:
                raise Invalid("cell_too_long", limit=LONGEST_CELL, row=number)
            if held.endswith("=") and "QUOTED-PRINTABLE" in held.partition(":")[0].upper():
                held = held[:-1] + text
            elif text[:1] in (" ", "\t"):
                held += text[1:]
            else:
                yield held
                held = text
    yield held


def _property(line: str) -> Property | None:
    head, colon, value = _split_head(line)
    if not colon:
        return None
    name = head.partition(";")[0].rpartition(".")[2].upper()
    parameters = PARAMETER.findall(head)
    words = frozenset(
        word.upper() for key, given in parameters for word in (given.strip('"') or key).replace(",", " ").split()
    )
    if name in ("PHOTO", "LOGO", "SOUND", "KEY") or words & {"B", "BASE64"}:
        return None
    return Property(name, words, _decoded(value, words, {key.upper(): given for key, given in parameters}))


def _split_head(line: str) -> tuple[str, str, str]:
    """What stands before and behind the first colon outside quotes."""
    quoted = False
    for index, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif character == ":" and not quoted:
            return line[:index], ":", line[index + 1 :]
    return line, "", ""


def _decoded(value: str, words: frozenset[str], parameters: Mapping[str, str]) -> str:
    if "QUOTED-PRINTABLE" not in words:
        return value
    charset = parameters.get("CHARSET", "utf-8")
    try:
        return quopri.decodestring(value.encode("utf-8")).decode(charset, errors="replace")
    except (LookupError, binascii.Error):
        return value


def _plain(value: str) -> str:
    return ESCAPE.sub(lambda match: "\n" if match[1] in "nN" else match[1], value).strip()


def _parts(value: str) -> list[str]:
    return [_plain(part) for part in BREAK.split(value)]


def _row(card: list[Property]) -> list[str]:
    row = [""] * len(HEADERS)
    for found in card:
        write = WRITERS.get(found.name)
        if write and found.value.strip():
            write(row, found)
    if not row[PLACES["Full name"]]:
        row[PLACES["Full name"]] = " ".join(filter(None, (row[PLACES["Given name"]], row[PLACES["Family name"]])))
    return row


def _put(row: list[str], value: str, *headers: str) -> None:
    """Write into the first of these cells that is free."""
    if value in (row[PLACES[header]] for header in headers):
        return
    for header in headers:
        if not row[PLACES[header]]:
            row[PLACES[header]] = value
            return


def _put_parts(row: list[str], value: str, *headers: str) -> None:
    for header, part in zip(headers, _parts(value), strict=False):
        if part:
            _put(row, part, header)


def _phone(row: list[str], found: Property) -> None:
    number = KEPT_FROM_PHONES.sub("", _plain(found.value)).partition(";")[0]
    if "PAGER" in found.words:
        return
    if "FAX" in found.words:
        _put(row, number, "Fax")
    elif found.words & {"CELL", "MOBILE", "IPHONE"}:
        _put(row, number, "Mobile", "Phone", "Phone 2")
    else:
        _put(row, number, "Phone", "Phone 2")


def _address(row: list[str], found: Property) -> None:
    """The first address of a card; the box and the extended part are written before the street."""
    if any(row[PLACES[header]] for header in ("Street", "City", "Country")):
        return
    parts = (_parts(found.value) + [""] * 7)[:7]
    row[PLACES["Street"]] = ", ".join(part for part in parts[:3] if part).replace("\n", ", ")
    for header, part in zip(("City", "Province", "Postcode", "Country"), parts[3:], strict=True):
        row[PLACES[header]] = part


def _birthday(row: list[str], found: Property) -> None:
    written = found.value.strip()
    if re.match(r"^\d{4}-?\d{2}-?\d{2}", written):
        _put(row, written[: 10 if "-" in written[:5] else 8], "Birthday")


Writer = Callable[[list[str], Property], None]


def _texts(*headers: str) -> Writer:
    return lambda row, found: _put(row, _plain(found.value), *headers)


def _parted(*headers: str) -> Writer:
    return lambda row, found: _put_parts(row, found.value, *headers)


WRITERS: Mapping[str, Writer] = {
    "FN": _texts("Full name"),
    "N": _parted("Family name", "Given name"),
    "ORG": _parted("Company", "Department"),
    "TITLE": _texts("Job title"),
    "EMAIL": _texts("Email", "Email 2", "Email 3"),
    "TEL": _phone,
    "ADR": _address,
    "URL": _texts("Website"),
    "BDAY": _birthday,
    "CATEGORIES": _texts("Tags"),
    "NOTE": _texts("Note"),
}
