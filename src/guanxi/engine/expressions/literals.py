"""Literals as they are written: numbers, quoted text, dates, moments and durations."""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from guanxi.engine.expressions.refusals import refused
from guanxi.kernel.expressions import Value

MOST_DIGITS: Final = 30
ESCAPE: Final = re.compile(
    r"\\(?:([abfnrtv\"'\\?`])|x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.|$))", re.DOTALL
)
SHORT_ESCAPES: Final = {"a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
STEP: Final = re.compile(r"(\d+(?:\.\d+)?)(d|h|ms|us|m|s)")
SECONDS: Final = {"d": 86_400, "h": 3_600, "m": 60, "s": 1, "ms": Decimal("0.001"), "us": Decimal("0.000001")}
INTEGER: Final = re.compile(r"-?(?:0x[0-9a-f]+|\d+)\Z")
UNWANTED: Final = re.compile(r"[\x00\ud800-\udfff]")
MICROSECOND: Final = timedelta(microseconds=1)


def number_of(written: str) -> int | Decimal:
    """The number that digits stand for, also hexadecimal ones; a whole one with a point is a decimal."""
    plain = written.rstrip("uU").lower()
    try:
        found = int(plain, 16 if "0x" in plain else 10) if INTEGER.match(plain) else Decimal(plain)
        exponent = Decimal(found).as_tuple().exponent
    except (ValueError, ArithmeticError):
        raise refused("formula_number_too_long", limit=MOST_DIGITS) from None
    if Decimal(found).adjusted() >= MOST_DIGITS or int(exponent) < -MOST_DIGITS:
        raise refused("formula_number_too_long", limit=MOST_DIGITS)
    return found


def text_of(written: str) -> str:
    """The text that a quoted literal stands for."""
    is_raw = written[0] in "rR"
    quoted = written[1:] if is_raw else written
    marks = 3 if quoted.startswith(('"""', "'''")) and len(quoted) >= 6 else 1
    inner = quoted[marks:-marks]
    found = inner if is_raw else ESCAPE.sub(_unescaped, inner)
    if UNWANTED.search(found):
        raise refused("formula_character")
    return found


def _unescaped(match: re.Match[str]) -> str:
    short, byte, four, eight, octal, other = match.groups()
    if other is not None:
        raise refused("formula_escape", escape="\\" + other)
    if short is not None:
        return SHORT_ESCAPES.get(short, short)
    code = int(octal, 8) if octal else int(byte or four or eight, 16)
    if code > 0x10FFFF:
        raise refused("formula_character")
    return chr(code)


def quoted(text: str) -> str:
    """The literal of a text; everything that could be misread is escaped."""
    return '"' + "".join(_escaped(each) for each in text) + '"'


def _escaped(character: str) -> str:
    if character in '"\\':
        return "\\" + character
    return f"\\u{ord(character):04x}" if not character.isprintable() and ord(character) < 0x10000 else character


def _day(written: str) -> date:
    return date.fromisoformat(written)


def _moment(written: str) -> datetime:
    found = datetime.fromisoformat(written)
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _duration(written: str) -> timedelta:
    sign, steps = (-1, written[1:]) if written.startswith("-") else (1, written)
    if not steps or STEP.sub("", steps) or len(steps) > MOST_DIGITS:
        raise ValueError(written)
    seconds = sum((Decimal(amount) * SECONDS[unit] for amount, unit in STEP.findall(steps)), Decimal(0))
    return sign * MICROSECOND * int((seconds * 1_000_000).to_integral_value())


CONSTANTS: Final[Mapping[str, Callable[[str], Value]]] = {"date": _day, "timestamp": _moment, "duration": _duration}
EXAMPLES: Final = {"date": "2026-01-31", "timestamp": "2026-01-31T08:00:00+08:00", "duration": "1d12h30m"}


def constant(name: str, written: Value) -> Value:
    """The date, moment or duration that a text stands for."""
    try:
        return CONSTANTS[name](written if isinstance(written, str) else "")
    except (ValueError, OverflowError):
        raise refused("formula_constant", name=name, example=EXAMPLES[name]) from None


def literal(value: Value) -> str:
    """A value as it is written in a formula."""
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, datetime):
        return f'timestamp("{value.isoformat()}")'
    if isinstance(value, date):
        return f'date("{value.isoformat()}")'
    if isinstance(value, timedelta):
        return f'duration("{_steps(value)}")'
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def _steps(duration: timedelta) -> str:
    microseconds = duration // MICROSECOND
    sign = "-" if microseconds < 0 else ""
    seconds, rest = divmod(abs(microseconds), 1_000_000)
    return f"{sign}{seconds}s" if not rest else f"{sign}{seconds}.{rest:06}".rstrip("0") + "s"
