"""What the operators and functions do with Python's values."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, Final

from guanxi.engine.expressions import arithmetic, letters
from guanxi.engine.expressions.record_values import plain


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
    left, right = (one, other) if type(one) is type(other) else _alike(one, other)
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


def _not_equal(one: Any, other: Any) -> bool:
    return not _equal(one, other)


def _in(one: Any, *others: Any) -> bool:
    return one is not None and any(each is not None and _equal(one, each) for each in others)


def _not(part: Any) -> bool:
    return part is not True


def _is_set(value: Any) -> bool:
    return value is not None


def _coalesce(*values: Any) -> Any:
    return next((each for each in values if each is not None), None)


def _concat(*parts: Any) -> str:
    return "".join(part for part in parts if part is not None)


def _least(*values: Any) -> Any:
    return min((each for each in values if each is not None), default=None)


def _greatest(*values: Any) -> Any:
    return max((each for each in values if each is not None), default=None)


def _size(text: str) -> Decimal:
    return Decimal(len(text))


# Their value is null where an argument is.
STRICT: Final[Mapping[str, Callable[..., Any]]] = {
    "add": _add,
    "subtract": _on_numbers(arithmetic.subtract),
    "multiply": _on_numbers(arithmetic.multiply),
    "divide": _on_numbers(arithmetic.divide),
    "remainder": _on_numbers(arithmetic.remainder),
    "negate": _on_numbers(arithmetic.negate),
    "abs": _on_numbers(Decimal.copy_abs),
    "round": _on_numbers(arithmetic.round_to),
    "size": _size,
    "lower": letters.lower,
    "upper": letters.upper,
    "trim": letters.trim,
}
# These take null for what it is.
LENIENT: Final[Mapping[str, Callable[..., Any]]] = {
    "equal": _equal,
    "not_equal": _not_equal,
    "less": _ordered(lt),
    "less_or_equal": _ordered(le),
    "greater": _ordered(gt),
    "greater_or_equal": _ordered(ge),
    "not": _not,
    "in": _in,
    "is_set": _is_set,
    "coalesce": _coalesce,
    "concat": _concat,
    "min": _least,
    "max": _greatest,
    "contains": _contains,
    "startsWith": _starts,
    "endsWith": _ends,
}
