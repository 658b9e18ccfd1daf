"""The values that an expression reads of a record: canonical ones become Python's, by the kinds of their fields."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast

from guanxi.engine.expressions.arithmetic import seconds_of
from guanxi.engine.expressions.refusals import refused
from guanxi.engine.expressions.signatures import BOOLEAN, DATE, DATE_TIME, DURATION, NUMBER, TEXT, type_of_field
from guanxi.kernel.specs import ObjectSpec

Values = Mapping[str, Any]
Reader = Callable[[Values], Any]
COUNTED: Final = "counted"  # beside the amount of money: what that is in the company's currency, None without a rate


def reader_of(path: str, spec: ObjectSpec | None) -> Reader:
    """What reads the value at a path as Python has it; with a spec also canonical text becomes numbers and dates."""
    convert = plain if spec is None else _CONVERSIONS.get(type_of_field(spec, path), _as_it_is)
    name, _, part = path.partition(".")

    def of_whole(values: Values) -> Any:
        found = values.get(path)
        return None if found is None else convert(found)

    def of_part(values: Values) -> Any:
        whole = values.get(name)
        within = _within(cast(Values, whole), part) if isinstance(whole, Mapping) else None
        found = values.get(path, within)
        return None if found is None else convert(found)

    return of_part if part else of_whole


def presence_of(path: str, spec: ObjectSpec | None) -> Reader:
    """What tells whether the value at a path is set; money is set also where it counts nothing for want of a rate."""
    read, name = reader_of(path, spec), path.partition(".")[0]

    def found(values: Values) -> Any:
        whole = values.get(name)
        return True if isinstance(whole, Mapping) and COUNTED in whole else read(values)

    return found


def _within(whole: Values, part: str) -> Any:
    return whole[COUNTED] if part == "amount" and COUNTED in whole else whole.get(part)


def plain(value: Any) -> Any:
    """A value as the language has it: whole numbers and durations are decimals, money is what it counts."""
    if value is None or isinstance(value, bool | str | Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, date):
        return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value
    if isinstance(value, timedelta):
        return seconds_of(value)
    if isinstance(value, Mapping):
        parts = cast(Values, value)
        return _number(_within(parts, "amount")) if "amount" in parts else plain(parts.get("full"))
    if isinstance(value, float):
        raise refused("formula_does_not_fit")
    return value


def _as_it_is(value: Any) -> Any:
    """A value of many parts, of which only `has` is asked."""
    return value


def _itself(value: Any) -> Any:
    return value if isinstance(value, str | bool) else plain(value)


def _number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str | int) and not isinstance(value, bool) else plain(value)


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else plain(value)


def _moment(value: Any) -> Any:
    return plain(datetime.fromisoformat(value)) if isinstance(value, str) else plain(value)


_CONVERSIONS: Final[Mapping[str, Callable[[Any], Any]]] = {
    NUMBER: _number, DURATION: _number, DATE: _day, DATE_TIME: _moment, TEXT: _itself, BOOLEAN: _itself,
}  # fmt: skip
