"""Evaluating expressions in Python; what they mean stands at the package."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from guanxi.engine.expressions.functions import LENIENT, STRICT
from guanxi.engine.expressions.record_values import Values, plain, presence_of, reader_of
from guanxi.engine.expressions.refusals import refused
from guanxi.engine.expressions.signatures import signature_of
from guanxi.kernel.expressions import Literal, Node, Ref
from guanxi.kernel.specs import ObjectSpec

MOST_BUILT: Final = 4_096


class _Moment:
    """A record's values, and when it is."""

    __slots__ = ("now", "values")

    def __init__(self, values: Values, now: datetime) -> None:
        self.values = values
        self.now = now if now.tzinfo else now.replace(tzinfo=UTC)

    def day(self, moment: Any) -> date | None:
        """The day of a date or, in the zone of now, of a moment."""
        if not isinstance(moment, datetime):
            return moment
        try:
            return moment.astimezone(self.now.tzinfo).date()
        except OverflowError:
            return None


Formula = Callable[[_Moment], Any]


def evaluate(node: Node, values: Values, now: datetime, spec: ObjectSpec | None = None) -> Any:
    """The value of an expression for a record: Decimal, text, bool, date, datetime (a duration is its seconds) or None.

    `values` are Python's by path; with a spec they may be canonical ones, and formulas among the fields are worked out.
    `now` carries the zone in which days are meant. Raises Invalid where an unchecked expression does not fit.
    """
    try:
        return _formula(node, spec)(_Moment(values, now))
    except (TypeError, AttributeError, ValueError, ArithmeticError, RecursionError):
        raise refused("formula_does_not_fit") from None


_built: Final[dict[int, tuple[Node, ObjectSpec | None, Formula]]] = {}


def _formula(node: Node, spec: ObjectSpec | None) -> Formula:
    """The expression as a function; the last ones are kept, with their nodes, so that no other has their number."""
    known = _built.get(id(node))
    if known is not None and known[0] is node and known[1] is spec:
        return known[2]
    if len(_built) >= MOST_BUILT:
        _built.clear()
    found = _build(node, spec)
    _built[id(node)] = (node, spec, found)
    return found


def _build(node: Node, spec: ObjectSpec | None) -> Formula:
    if isinstance(node, Ref):
        return _field(node.path, spec)
    if isinstance(node, Literal):
        value = plain(node.value)
        return lambda moment: value
    signature_of(node)
    only = node.arguments[0] if node.name == "is_set" else None
    if isinstance(only, Ref) and not _is_formula(only.path, spec):
        present = presence_of(only.path, spec)
        return lambda moment: present(moment.values) is not None
    return _call(node.name, [_build(argument, spec) for argument in node.arguments])


def _is_formula(path: str, spec: ObjectSpec | None) -> bool:
    each = spec.fields.get(path) if spec else None
    return each is not None and each.formula is not None


def _field(path: str, spec: ObjectSpec | None) -> Formula:
    each = spec.fields.get(path) if spec else None
    if each is not None and each.formula is not None:
        return _build(each.formula, spec)
    read = reader_of(path, spec)
    return lambda moment: read(moment.values)


def _call(name: str, parts: list[Formula]) -> Formula:
    if name == "if":
        condition, then, otherwise = parts
        return lambda moment: then(moment) if condition(moment) is True else otherwise(moment)
    if name == "and":
        return lambda moment: all(part(moment) is True for part in parts)
    if name == "or":
        return lambda moment: any(part(moment) is True for part in parts)
    if name in _TIMED:
        timed = _TIMED[name]
        return lambda moment: timed(moment, *[part(moment) for part in parts])
    if name in LENIENT:
        return _lenient(LENIENT[name], parts)
    return _strict(STRICT[name], parts)


def _lenient(function: Callable[..., Any], parts: list[Formula]) -> Formula:
    if len(parts) == 1:
        only = parts[0]
        return lambda moment: function(only(moment))
    if len(parts) == 2:
        one, other = parts
        return lambda moment: function(one(moment), other(moment))
    return lambda moment: function(*[part(moment) for part in parts])


def _strict(function: Callable[..., Any], parts: list[Formula]) -> Formula:
    """A function whose value is null where an argument is."""

    def result(moment: _Moment) -> Any:
        arguments = [part(moment) for part in parts]
        return None if None in arguments else function(*arguments)

    return result


def _days(moment: _Moment, first: Any, last: Any) -> Decimal | None:
    start, end = moment.day(first), moment.day(last)
    return None if start is None or end is None else Decimal((end - start).days)


def _part_of_day(part: str) -> Callable[[_Moment, Any], Decimal | None]:
    def result(moment: _Moment, of: Any) -> Decimal | None:
        day = moment.day(of)
        return None if day is None else Decimal(getattr(day, part))

    return result


def _today(moment: _Moment) -> date:
    return moment.now.date()


def _now(moment: _Moment) -> datetime:
    return moment.now


_TIMED: Final[Mapping[str, Callable[..., Any]]] = {
    "today": _today,
    "now": _now,
    "days": _days,
    "year": _part_of_day("year"),
    "month": _part_of_day("month"),
    "day": _part_of_day("day"),
}
