"""Exact arithmetic in Python, as PostgreSQL's numeric does it."""

from datetime import UTC, date, datetime, timedelta
from decimal import MAX_EMAX, MIN_EMIN, ROUND_DOWN, ROUND_HALF_UP, Context, Decimal
from functools import reduce
from typing import Any, Final

QUOTIENT_PLACES: Final = 20
EXACT: Final = Context(
    prec=140_000, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_HALF_UP
)  # more digits than any formula can make
SECONDS_OF_DAY: Final = 86_400
LONGEST_STEP: Final = 250 * 366 * SECONDS_OF_DAY
MICROSECONDS: Final = 1_000_000
MICROSECOND: Final = timedelta(microseconds=1)


def seconds_of(duration: timedelta) -> Decimal:
    return Decimal(duration // MICROSECOND).scaleb(-6, EXACT)


def add(*parts: Any) -> Any:
    return reduce(_sum, parts)


def _sum(one: Any, other: Any) -> Any:
    if isinstance(one, Decimal) and isinstance(other, Decimal):
        return EXACT.add(one, other)
    return _step(other, one) if isinstance(one, Decimal) else _step(one, other)


def subtract(one: Any, other: Any) -> Any:
    if isinstance(one, datetime) and isinstance(other, datetime):
        return seconds_of(one - other)
    return _sum(one, negate(other))


def _step(start: Any, seconds: Decimal) -> Any:
    """A day or moment and a number of seconds; None where that lies beyond the calendar. Of a day whole days count."""
    if not isinstance(start, date):
        raise TypeError(f"a duration cannot be added to {start!r}")
    if abs(seconds) > LONGEST_STEP:
        return None
    try:
        if isinstance(start, datetime):
            return start.astimezone(UTC) + int(round_to(EXACT.multiply(seconds, Decimal(MICROSECONDS)))) * MICROSECOND
        return start + timedelta(days=int(EXACT.divide_int(seconds, Decimal(SECONDS_OF_DAY))))
    except OverflowError:
        return None


def multiply(*parts: Decimal) -> Decimal:
    return reduce(EXACT.multiply, parts)


def negate(number: Decimal) -> Decimal:
    return number.copy_negate()


def divide(one: Decimal, other: Decimal) -> Decimal | None:
    """The quotient to 20 decimals, halves away from zero; a digit more is enough to round, once the rest is cut off."""
    if not other:
        return None
    digits = max(one.adjusted() - other.adjusted() + QUOTIENT_PLACES + 3, 1)
    cut = Context(prec=digits, Emax=MAX_EMAX, Emin=MIN_EMIN, rounding=ROUND_DOWN).divide(one, other)
    return trimmed(round_to(cut, QUOTIENT_PLACES))


def remainder(one: Decimal, other: Decimal) -> Decimal | None:
    return EXACT.remainder(one, other) if other else None


def round_to(number: Decimal, places: int | Decimal = 0) -> Decimal:
    return number.quantize(Decimal(1).scaleb(-int(places)), context=EXACT)


def trimmed(number: Decimal) -> Decimal:
    """The same number without zeros behind its last decimal."""
    whole = number.to_integral_value()
    return whole.quantize(Decimal(1), context=EXACT) if whole == number else number.normalize(EXACT)
