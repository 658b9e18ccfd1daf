"""Telephone numbers as people write them."""

import re
from typing import Final

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE

from guanxi.engine.search.folding import fold

NOT_DIGIT: Final = re.compile(r"\D")
WRITTEN: Final = re.compile(r"\+?[(\[]?\d[\d\s\-().·/]*\d")
FEWEST: Final = 4
LONGEST_CODE: Final = 3
SURE: Final = 8  # as many digits from the end are the same in every writing, whatever is dialled before them
OPTIONAL: Final = re.compile(r"\(0+\)")


def digits_of(text: str) -> str:
    """The digits of a number, without the zeros that only say whence one dials."""
    return NOT_DIGIT.sub("", OPTIONAL.sub("", fold(text))).lstrip("0")


def sure_digits(text: str) -> str:
    """The digits that a number has however it is written: without country, area and trunk codes in a long one."""
    digits = digits_of(text)
    return digits[-SURE:] if len(digits) > SURE else digits


def national(digits: str) -> str:
    """The number behind its country's code."""
    if digits.startswith("86"):
        return digits[2:]
    for length in range(1, LONGEST_CODE + 1):
        if int(digits[:length] or 0) in COUNTRY_CODE_TO_REGION_CODE:
            return digits[length:]
    return digits
