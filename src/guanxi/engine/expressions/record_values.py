"""The values that an expression reads of a record: canonical ones become Python's, by the kinds of their fields."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, cast

from guanxi.engine.expressions.arithmetic import seconds_of
from guanxi.engine.expressions.refusals import refused
from guanxi.engine.expressions.signatures import DATE, DATE_TIME, DURATION, NUMBER, type_of_field
from guanxi.kernel.specs import ObjectSpec

MAIN_PARTS: Final = ("amount", "full")


def value_at(values: Mapping[str, Any], path: str, spec: ObjectSpec | None) -> Any:
    """The value at a path as Python has it; with a spec also canonical text becomes numbers and dates."""
    found = _found(values, path)
    if found is None:
        return None
    return plain(found) if spec is None else _READERS.get(type_of_field(spec, path), plain)(found)


def _found(values: Mapping[str, Any], path: str) -> Any:
    if path in values:
        return values[path]
    name, _, part = path.partition(".")
    whole = values.get(name)
    return cast(Mapping[str, Any], whole).get(part) if part and isinstance(whole, Mapping) else None


def plain(value: Any) -> Any:
    """A value as the language has it: whole numbers and durations are decimals, of money it is the amount."""
    if isinstance(value, bool | str | Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value)
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    if isinstance(value, Mapping):
        return _main_part(cast(Mapping[str, Any], value))
    if isinstance(value, timedelta):
        return seconds_of(value)
    if value is None or isinstance(value, date):
        return value
    raise refused("formula_value", type=type(value).__name__)


def _main_part(parts: Mapping[str, Any]) -> Any:
    if parts.get("amount") is not None:
        return _number(parts["amount"])
    return plain(next((parts[name] for name in MAIN_PARTS if parts.get(name) is not None), None))


def _number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else plain(value)


def _day(value: Any) -> Any:
    return date.fromisoformat(value) if isinstance(value, str) else plain(value)


def _moment(value: Any) -> Any:
    return plain(datetime.fromisoformat(value)) if isinstance(value, str) else plain(value)


_READERS: Final[Mapping[str, Callable[[Any], Any]]] = {
    NUMBER: _number, DURATION: _number, DATE: _day, DATE_TIME: _moment,
}  # fmt: skip
