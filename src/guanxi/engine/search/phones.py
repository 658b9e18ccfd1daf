"""Telephone numbers as people write them."""

import re
from typing import Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from guanxi.engine.search.folding import fold

NOT_DIGIT: Final = re.compile(r"\D")
WRITTEN: Final = re.compile(r"\+?[(\[]?\d[\d\s\-().·/]*\d")
FEWEST: Final = 4
LONGEST_CODE: Final = 3
SURE: Final = 8  # so many digits from the end are the same whatever is dialled before them
OPTIONAL: Final = re.compile(r"\(0+\)")


def digits_of(text: str) -> str:
    """The digits of a number in any writing."""
    plain = text.removeprefix("+")
    if plain.isascii() and plain.isdigit():
        return plain
    return NOT_DIGIT.sub("", OPTIONAL.sub("", fold(text)))


def sure_digits(text: str) -> tuple[str, ...]:
    """The digits that a number has however it is written: of a long one the end, which nothing dialled changes.

    A short one may begin with the zero that only says that an area follows, or with one of its own.
    """
    digits = digits_of(text)
    if len(digits) > SURE:
        return (digits[-SURE:],)
    local = digits.lstrip("0")
    return (digits, local) if FEWEST <= len(local) < len(digits) else (digits,)


def national(digits: str) -> str:
    """The number behind its country's code."""
    if digits.startswith("86"):
        return digits[2:]
    for length in range(1, LONGEST_CODE + 1):
        if int(digits[:length] or 0) in COUNTRY_CODE_TO_REGION_CODE:
            return digits[length:]
    return digits
