"""JSON whose numbers keep all their digits."""

import json
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, cast

import orjson

LONG_NUMBER = re.compile(rb"[\[:,\s-]\d[\d.]{15,}")  # a float keeps 15 digits
LONGEST_WHOLE = 20


class WrittenNumber(str):
    """A number with more digits than a float or 64 bits can hold, as it was written."""

    __slots__ = ()


def read_json(body: bytes) -> Any:
    """The JSON of a body; numbers that would lose digits stay as they are written. Raises ValueError."""
    found = orjson.loads(body)
    if not LONG_NUMBER.search(body):
        return found
    try:
        return json.loads(body, parse_float=_fraction, parse_int=_whole)
    except RecursionError:
        raise ValueError("nested too deeply") from None


def _fraction(written: str) -> float | WrittenNumber:
    number = float(written)
    return number if Decimal(repr(number)) == Decimal(written) else WrittenNumber(written)


def _whole(written: str) -> int | WrittenNumber:
    if len(written) > LONGEST_WHOLE + 1:
        return WrittenNumber(written)
    number = int(written)
    return number if -(2**63) <= number < 2**64 else WrittenNumber(written)


def has_written_number(value: Any) -> bool:
    """True where a number that could not be kept as one stands in it."""
    if isinstance(value, Mapping):
        return any(has_written_number(part) for part in cast(Mapping[str, Any], value).values())
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        return any(has_written_number(part) for part in cast(Sequence[Any], value))
    return isinstance(value, WrittenNumber)
