"""How many guesses a password would stand, by what people usually make one of: words that everybody takes, names, rows
of keys, years, repetitions, the owner's own name. Nothing is asked of anybody outside.

The idea of the cheapest way through known patterns is zxcvbn's (Wheeler, USENIX Security 2016); words, patterns and
prices here are our own.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Final

WORDS: Final = Path(__file__).parent / "weak_words.txt"
ROWS: Final = ("`1234567890-=", "qwertyuiop[]", "asdfghjkl;'", "zxcvbnm,./", "qwertzuiop", "azertyuiop")
COLUMNS: Final = ("1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik,", "9ol.", "0p;/")
PADS: Final = (
    "147258369",
    "741852963",
    "159357",
    "1q2w3e4r5t6y7u8i9o0p",
    "q1w2e3r4t5y6u7i8o9p0",
    "qawsedrftgyhujikolp",
)
WALKS: Final = tuple(each for row in (*ROWS, *COLUMNS, *PADS) for each in (row, row[::-1]))
LEET: Final = str.maketrans("013457@$!|8", "oieastasilb")
YEAR: Final = re.compile(r"(?:19[3-9]\d|20[0-4]\d)(?:(?:0?[1-9]|1[0-2])(?:0?[1-9]|[12]\d|3[01])?)?")
LONGEST_WORD: Final = 24
# what a piece costs, as a power of ten of guesses
WORD, OWN, RUN, DATED, DIGIT, LOWER, OTHER = 3.0, 1.0, 1.6, 2.2, 1.0, 1.3, 1.6
ENOUGH: Final = 9.0


@cache
def weak_words() -> frozenset[str]:
    """Words that passwords are often made of."""
    return frozenset(WORDS.read_text(encoding="utf-8").split())


def guesses(password: str, own: Iterable[str] = ()) -> float:
    """The power of ten of the guesses that the cheapest way through the password takes; `own` are its owner's words."""
    names = frozenset(name.lower() for name in own if len(name) > 2)
    lowered = password.lower()
    best = [0.0] + [float("inf")] * len(password)
    for start in range(len(password)):
        for end, price in _pieces(lowered, start, names):
            best[end] = min(best[end], best[start] + price)
        best[start + 1] = min(best[start + 1], best[start] + _single(password[start]))
    return min(best[-1], _repeated(password, own))


def _single(letter: str) -> float:
    if letter.isdigit():
        return DIGIT
    return LOWER if letter.isascii() and letter.isalpha() else OTHER


def _repeated(password: str, own: Iterable[str]) -> float:
    """The price of the shortest part that the whole is a repetition of."""
    size = (password + password).find(password, 1)
    return guesses(password[:size], own) + 1 if size < len(password) else float("inf")


def _pieces(text: str, start: int, names: frozenset[str]) -> Iterator[tuple[int, float]]:
    """Where pieces that begin here end, and what each costs."""
    yield from _words(text, start, names)
    yield from _walks(text, start)
    for step in (-1, 0, 1):
        length = _run(text, start, step)
        if length >= 3:
            yield start + length, RUN
    found = YEAR.match(text, start)
    if found:
        yield found.end(), DATED + (1.5 if len(found[0]) > 4 else 0.0)


def _words(text: str, start: int, names: frozenset[str]) -> Iterator[tuple[int, float]]:
    words = weak_words()
    for end in range(start + 2, min(len(text), start + LONGEST_WORD) + 1):
        plain, spoken = text[start:end], text[start:end].translate(LEET)
        if plain in names or spoken in names:
            yield end, OWN
        elif plain in words:
            yield end, WORD if len(plain) > 3 else WORD - 0.8
        elif spoken in words and len(spoken) > 3:
            yield end, WORD + 0.5


def _walks(text: str, start: int) -> Iterator[tuple[int, float]]:
    """Keys that lie side by side, four or more."""
    for walk in WALKS:
        end = start + 4
        while end <= len(text) and text[start:end] in walk:
            yield end, RUN
            end += 1


def _run(text: str, start: int, step: int) -> int:
    """How many letters follow each other by this step: abc, 321, aaa."""
    end = start + 1
    while end < len(text) and ord(text[end]) - ord(text[end - 1]) == step and text[end].isalnum():
        end += 1
    return end - start
