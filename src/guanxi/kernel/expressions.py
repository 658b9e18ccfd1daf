"""The expression tree: one form for formulas, rules and conditions, built by operators or read from text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

type_of_literal = (str, bool, int, Decimal, date, datetime, timedelta)
Value = str | bool | int | Decimal | date | datetime | timedelta | None


class Operators:
    """Python's operators, building nodes; shared by nodes and by the fields of a declaration."""

    def node(self) -> Node:
        raise NotImplementedError

    def __add__(self, other: Any) -> Call:
        return call("add", self, other)

    def __radd__(self, other: Any) -> Call:
        return call("add", other, self)

    def __sub__(self, other: Any) -> Call:
        return call("subtract", self, other)

    def __rsub__(self, other: Any) -> Call:
        return call("subtract", other, self)

    def __mul__(self, other: Any) -> Call:
        return call("multiply", self, other)

    def __rmul__(self, other: Any) -> Call:
        return call("multiply", other, self)

    def __truediv__(self, other: Any) -> Call:
        return call("divide", self, other)

    def __rtruediv__(self, other: Any) -> Call:
        return call("divide", other, self)

    def __lt__(self, other: Any) -> Call:
        return call("less", self, other)

    def __le__(self, other: Any) -> Call:
        return call("less_or_equal", self, other)

    def __gt__(self, other: Any) -> Call:
        return call("greater", self, other)

    def __ge__(self, other: Any) -> Call:
        return call("greater_or_equal", self, other)

    def __eq__(self, other: object) -> Call:  # pyright: ignore[reportIncompatibleMethodOverride]
        return call("equal", self, other)

    def __ne__(self, other: object) -> Call:  # pyright: ignore[reportIncompatibleMethodOverride]
        return call("not_equal", self, other)

    __hash__ = object.__hash__

    def __and__(self, other: Any) -> Call:
        return call("and", self, other)

    def __or__(self, other: Any) -> Call:
        return call("or", self, other)

    def __invert__(self) -> Call:
        return call("not", self)

    @property
    def is_set(self) -> Call:
        return call("is_set", self)

    def one_of(self, *values: Any) -> Call:
        return call("in", self, *values)


@dataclass(frozen=True, eq=False, slots=True)
class Literal(Operators):
    value: Value

    def node(self) -> Node:
        return self


@dataclass(frozen=True, eq=False, slots=True)
class Ref(Operators):
    """A field of the record, or a part of one: `amount`, `address.city`, `amount.currency`."""

    path: str

    def node(self) -> Node:
        return self


@dataclass(frozen=True, eq=False, slots=True)
class Call(Operators):
    """An operator or function by its name, with its arguments.

    Names: add subtract multiply divide remainder negate, equal not_equal less less_or_equal greater greater_or_equal,
    and or not, in, if, is_set, and the functions that the expression language offers (size, contains, startsWith,
    endsWith, lower, upper, trim, round, abs, min, max, today, now, days, year, month, day, coalesce, concat).
    """

    name: str
    arguments: tuple[Node, ...]

    def node(self) -> Node:
        return self


Node = Literal | Ref | Call


def to_node(value: Any) -> Node:
    """The node for a value, a field or a node."""
    if isinstance(value, Operators):
        return value.node()
    if value is None or isinstance(value, type_of_literal):
        return Literal(value)
    raise TypeError(f"{value!r} cannot stand in an expression; floats must be written as Decimal")


def call(name: str, *arguments: Any) -> Call:
    return Call(name, tuple(to_node(argument) for argument in arguments))


def walk(node: Node) -> Iterator[Node]:
    """The node and everything below it."""
    yield node
    if isinstance(node, Call):
        for argument in node.arguments:
            yield from walk(argument)


def references(node: Node) -> frozenset[str]:
    """The names of the fields that an expression reads."""
    return frozenset(part.path.split(".")[0] for part in walk(node) if isinstance(part, Ref))
