"""The text inside files, in windows of bounded size: plain text, tables, pages, and Office documents.

Each window begins with the end of the one before, so that no word is missed where two of them meet.
"""

import codecs
import html
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

from guanxi.engine.privacy.persons import Person, Terms, digits_in

CHUNK: Final = 1 << 20
OVERLAP: Final = 512  # no name and no address is longer
MOST_READ: Final = 512 << 20  # of one file, unpacked
LONGEST_TAG: Final = 64 << 10
UNICODE_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CHINESE: Final = ("gb18030", "big5")
PAGE: Final = "text/html"
OFFICE: Final = "application/vnd.openxmlformats"
# of paragraphs, cells and lines, behind which a word ends; a name may be spread over other elements
ENDS: Final = re.compile(r"</(?:w:p|a:p|si|is|c|row|p|div|td|th|tr|li|h[1-6])>|<(?:br|w:br|w:tab|w:cr)\b[^>]*>", re.I)
TAGS: Final = re.compile(r"<[^>]*>")
NOTHING: Final = re.compile(r"(?!)")
BETWEEN: Final = dict.fromkeys(map(ord, " \t\r\n\x0b\x0c\xa0().-"))  # what may stand between the digits of a number


@dataclass(frozen=True, slots=True)
class Sought:
    """What one person is found by; where none of the `hints` stands, and none of the `digits`, no expression need be
    tried, which is a hundred times slower than to look for words."""

    number: int
    hints: Sequence[str]
    digits: Sequence[str]
    named: re.Pattern[str]
    surely: re.Pattern[str] | None

    @classmethod
    def of(cls, person: Person) -> "Sought":
        terms = Terms([person])
        words = [max(text.split(), key=len).lower() for text in (*person.names, *person.emails, *person.others)]
        named, surely = (re.compile(each, re.IGNORECASE) if each else None for each in (terms.all, terms.sure))
        digits = [digits_in(each) for each in person.phones]
        return cls(person.number, words, digits, named or NOTHING, surely)

    def may_stand(self, low: str, bare: str) -> bool:
        return any(hint in low for hint in self.hints) or any(each in bare for each in self.digits)


def persons_in(path: Path, kind: str, persons: Sequence[Person]) -> dict[int, bool]:
    """Who is named in the file, by his number; true where it is by what is surely his."""
    everybody, found = [Sought.of(each) for each in persons], dict[int, bool]()
    has_digits = any(each.digits for each in everybody)
    for window in windows(path, kind):
        low = window.lower()
        bare = low.translate(BETWEEN) if has_digits else ""
        for each in everybody:
            if each.may_stand(low, bare) and each.named.search(window):
                found[each.number] = found.get(each.number, False) or bool(each.surely and each.surely.search(window))
    return found


def names_any(path: Path, pattern: str) -> bool:
    """True where the file has such a text."""
    sought = re.compile(pattern, re.IGNORECASE)
    return any(sought.search(window) for window in windows(path, ""))


def windows(path: Path, kind: str) -> Iterator[str]:
    """The text of a file of this media type; archives are read as documents of Office."""
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            left = MOST_READ
            for member in (each for each in archive.infolist() if each.filename.endswith(".xml")):
                left -= member.file_size
                if left > 0:
                    with archive.open(member) as file:
                        yield from _read(file, "utf-8", is_marked=True)
        return
    for encoding in _encodings(path):
        with path.open("rb") as file:
            yield from _read(file, encoding, is_marked=kind == PAGE)


def _encodings(path: Path) -> Sequence[str]:
    """What the text may be written in."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        if file.read(2) in UNICODE_16:
            return ("utf-16",)
        file.seek(0)
        try:
            while part := file.read(CHUNK):
                decoder.decode(part)
        except UnicodeDecodeError:
            return CHINESE
    return ("utf-8",)


def _read(file: IO[bytes], encoding: str, *, is_marked: bool) -> Iterator[str]:
    decoder, before, open_tag, left = codecs.getincrementaldecoder(encoding)("ignore"), "", "", MOST_READ
    while left > 0 and (part := file.read(CHUNK)):
        left -= len(part)
        text = open_tag + decoder.decode(part)
        if is_marked:
            text, open_tag = _whole_tags(text)
            text = _plain(text)
        window = before + text
        yield window
        before = window[-OVERLAP:]
    if open_tag:
        yield before + _plain(open_tag)


def _whole_tags(text: str) -> tuple[str, str]:
    """The text up to a tag that is not whole yet, and that tag."""
    start = text.rfind("<")
    is_open = start > text.rfind(">") and len(text) - start < LONGEST_TAG
    return (text[:start], text[start:]) if is_open else (text, "")


def _plain(text: str) -> str:
    return html.unescape(TAGS.sub("", ENDS.sub("\n", text)))
