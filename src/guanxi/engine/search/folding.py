"""Folding: the one form of a text in which case, width, accents and traditional characters make no difference."""

import re
import unicodedata
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

IDEOGRAPHS: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
)
FIRST_IDEOGRAPH: Final = "\u2e80"
# letters from there on are all cut up as ideographs are, whatever stands beside them
RUN: Final = re.compile(f"(?:[{IDEOGRAPHS}]|[^\\W_\x00-\u2e7f])+|[^\\W_\u2e80-\U0010ffff]+")
FIRST_MARK, LAST_MARK = "\u0300", "\u036f"  # accents; marks of other scripts are letters to their readers
MOST_FOLDS: Final = 4  # a few letters need a second round; none was found that needs a third


@cache
def simplified() -> dict[str, str]:
    """The simplified character of each traditional one, the most usual where there are several."""
    package = find_spec("opencc")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("opencc")
    lines = (Path(package.origin).parent / "dictionary" / "TSCharacters.txt").read_text("utf-8").splitlines()
    return {line[0]: line[2] for line in lines if line[1:2] == "\t" and line[0] != line[2]}


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return unicodedata.normalize("NFC", "".join(each for each in apart if not FIRST_MARK <= each <= LAST_MARK))


def _once(text: str) -> str:
    plain = _without_accents(unicodedata.normalize("NFKC", text).casefold())
    return "".join(simplified().get(each, each) for each in plain)


def _fold_character(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Zs", "Zl", "Zp"):
        return " "
    if category in ("Cf", "Cs"):
        return ""
    if category == "Pd":
        return "-"
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return _settled(character)


def _settled(text: str) -> str:
    for _ in range(MOST_FOLDS):
        folded = _once(text)
        if folded == text:
            break
        text = folded
    return text


class _Folds(dict[int, str]):
    """The folded form of every character met so far."""

    def __missing__(self, code: int) -> str:
        folded = _fold_character(chr(code))
        self[code] = folded
        return folded


_FOLDS: Final = _Folds()


def fold(text: str) -> str:
    """The folded text. Character by character, so that a part of a text folds to a part of the folded text."""
    if text.isascii() and text.isprintable():
        return text.lower()
    return unicodedata.normalize("NFC", text.translate(_FOLDS))


def runs(folded: str) -> list[str]:
    """The words of a folded text and its unbroken stretches of ideographs, in their order."""
    return RUN.findall(folded)


def is_ideographic(run: str) -> bool:
    """True for a run of ideographs; scripts that stand behind them in Unicode are cut up in the same way."""
    return run[0] >= FIRST_IDEOGRAPH
