"""Evaluating expressions in Python; what they mean stands at the package."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, Final

from guanxi.engine.expressions import arithmetic, letters
from guanxi.engine.expressions.record_values import plain, value_at
from guanxi.engine.expressions.refusals import refused
from guanxi.engine.expressions.signatures import signature_of
from guanxi.kernel.expressions import Call, Literal, Node, Ref
from guanxi.kernel.specs import ObjectSpec


class _Record:
    """What an evaluation may look at."""

    def __init__(self, values: Mapping[str, Any], now: datetime, spec: ObjectSpec | None) -> None:
        self.values, self.spec = values, spec
        self.now = now if now.tzinfo else now.replace(tzinfo=UTC)

    def value(self, node: Node) -> Any:
        if isinstance(node, Ref):
            return self._field(node.path)
        if isinstance(node, Literal):
            return plain(node.value)
        return self._call(node)

    def _field(self, path: str) -> Any:
        each = self.spec.fields.get(path) if self.spec else None
        if each is not None and each.formula is not None:
            return self.value(each.formula)
        return value_at(self.values, path, self.spec)

    def _call(self, node: Call) -> Any:
        name = node.name
        if name == "if":
            condition, then, otherwise = node.arguments
            return self.value(then if self.value(condition) is True else otherwise)
        arguments = [self.value(argument) for argument in node.arguments]
        strict = _STRICT.get(name)
        if strict is not None:
            return None if None in arguments else strict(*arguments)
        lenient = _LENIENT.get(name)
        return lenient(*arguments) if lenient else _TIMED[name](self, *arguments)

    def day(self, moment: Any) -> date | None:
        """The day of a date or, in the zone of now, of a moment."""
        if not isinstance(moment, datetime):
            return moment
        try:
            return moment.astimezone(self.now.tzinfo).date()
        except OverflowError:
            return None


def evaluate(node: Node, values: Mapping[str, Any], now: datetime, spec: ObjectSpec | None = None) -> Any:
    """The value of an expression for a record, as Decimal, text, bool, date or datetime (durations as seconds), or None.

    `values` are Python's by path; with a spec they may be canonical ones and formulas among the fields are worked out. `now`
    carries the zone in which days are meant. Raises Invalid where an unchecked expression does not fit its values.
    """
    try:
        return _Record(values, now, spec).value(node)
    except KeyError:
        signature_of(node) if isinstance(node, Call) else None
        raise
    except (TypeError, AttributeError, ValueError, ArithmeticError, RecursionError):
        raise refused("formula_types", name="", types="") from None


def _alike(one: Any, other: Any) -> tuple[Any, Any]:
    """Both sides of a comparison, canonical text beside a number or a date read as one."""
    if isinstance(one, str) and not isinstance(other, str):
        return _as(one, other), other
    if isinstance(other, str) and not isinstance(one, str):
        return one, _as(other, one)
    return one, other


def _as(text: str, example: Any) -> Any:
    if isinstance(example, Decimal):
        return Decimal(text)
    if isinstance(example, datetime):
        return plain(datetime.fromisoformat(text))
    return date.fromisoformat(text) if isinstance(example, date) else text


def _equal(one: Any, other: Any) -> bool:
    if one is None or other is None:
        return one is other
    left, right = _alike(one, other)
    return bool(left == right)


def _ordered(compare: Callable[[Any, Any], Any]) -> Callable[[Any, Any], bool]:
    def holds(one: Any, other: Any) -> bool:
        return one is not None and other is not None and bool(compare(*_alike(one, other)))

    return holds


def _number(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) else value


def _on_numbers(function: Callable[..., Any]) -> Callable[..., Any]:
    def result(*arguments: Any) -> Any:
        return function(*map(_number, arguments))

    return result


def _add(*parts: Any) -> Any:
    total = _number(parts[0])
    for each in parts[1:]:
        if total is None:
            return None
        total = arithmetic.add(total, _number(each))
    return total


def _contains(text: str | None, part: str | None) -> bool:
    return text is not None and part is not None and part in text


def _starts(text: str | None, part: str | None) -> bool:
    return text is not None and part is not None and text.startswith(part)


def _ends(text: str | None, part: str | None) -> bool:
    return text is not None and part is not None and text.endswith(part)


def _days(record: _Record, first: Any, last: Any) -> Decimal | None:
    start, end = record.day(first), record.day(last)
    return None if start is None or end is None else Decimal((end - start).days)


def _part_of_day(part: str) -> Callable[[_Record, Any], Decimal | None]:
    def result(record: _Record, moment: Any) -> Decimal | None:
        day = record.day(moment)
        return None if day is None else Decimal(getattr(day, part))

    return result


_STRICT: Final[Mapping[str, Callable[..., Any]]] = {
    "add": _add,
    "subtract": _on_numbers(arithmetic.subtract),
    "multiply": _on_numbers(arithmetic.multiply),
    "divide": _on_numbers(arithmetic.divide),
    "remainder": _on_numbers(arithmetic.remainder),
    "negate": _on_numbers(arithmetic.negate),
    "abs": _on_numbers(abs),
    "round": _on_numbers(arithmetic.round_to),
    "size": lambda text: Decimal(len(text)),
    "lower": letters.lower,
    "upper": letters.upper,
    "trim": letters.trim,
}
_LENIENT: Final[Mapping[str, Callable[..., Any]]] = {
    "equal": _equal,
    "not_equal": lambda one, other: not _equal(one, other),
    "less": _ordered(lt),
    "less_or_equal": _ordered(le),
    "greater": _ordered(gt),
    "greater_or_equal": _ordered(ge),
    "and": lambda *parts: all(part is True for part in parts),
    "or": lambda *parts: any(part is True for part in parts),
    "not": lambda part: part is not True,
    "in": lambda one, *others: one is not None and any(each is not None and _equal(one, each) for each in others),
    "is_set": lambda value: value is not None,
    "coalesce": lambda *values: next((each for each in values if each is not None), None),
    "concat": lambda *parts: "".join(part for part in parts if part is not None),
    "min": lambda *values: arithmetic.least([each for each in values if each is not None]),
    "max": lambda *values: arithmetic.greatest([each for each in values if each is not None]),
    "contains": _contains,
    "startsWith": _starts,
    "endsWith": _ends,
}
_TIMED: Final[Mapping[str, Callable[..., Any]]] = {
    "today": lambda record: record.now.date(),
    "now": lambda record: record.now,
    "days": _days,
    "year": _part_of_day("year"),
    "month": _part_of_day("month"),
    "day": _part_of_day("day"),
}
