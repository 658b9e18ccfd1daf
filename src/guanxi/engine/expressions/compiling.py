"""Expressions as PostgreSQL's text; what they mean stands at the package.

Every operand appears once in the text, so that deep expressions stay small, and nothing that is written here can raise
an error when it runs: divisors of zero and dates beyond the calendar become null.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Final

from guanxi.engine.expressions.arithmetic import LONGEST_STEP, QUOTIENT_PLACES, SECONDS_OF_DAY, seconds_of
from guanxi.engine.expressions.letters import BLANKS, CAPITALS, SMALLS
from guanxi.engine.expressions.literals import UNWANTED
from guanxi.engine.expressions.refusals import refused
from guanxi.engine.expressions.signatures import (
    ANYTHING,
    BOOLEAN,
    DATE,
    DATE_TIME,
    DURATION,
    NUMBER,
    TEXT,
    UNKNOWN,
    common,
    infer,
    signature_of,
    type_of_field,
)
from guanxi.kernel.expressions import Call, Literal, Node, Ref, Value
from guanxi.kernel.specs import ObjectSpec

Column = Callable[[str], str]

CASTS: Final = {
    NUMBER: "numeric",
    DURATION: "numeric",
    TEXT: "text",
    BOOLEAN: "boolean",
    DATE: "date",
    DATE_TIME: "timestamptz",
}
SIGNS: Final = {"less": "<", "less_or_equal": "<=", "greater": ">", "greater_or_equal": ">="}
SURELY_TRUE_OR_FALSE: Final = frozenset(
    [
        "equal",
        "not_equal",
        "less",
        "less_or_equal",
        "greater",
        "greater_or_equal",
        "and",
        "or",
        "not",
        "in",
        "is_set",
        "contains",
        "startsWith",
        "endsWith",
    ]
)
FIRST_DAY: Final = "DATE '0001-01-01'"
DAYS: Final = 3_652_059
AFTER_LAST: Final = "TIMESTAMPTZ '10000-01-01 00:00:00+00'"
BEFORE_FIRST: Final = "TIMESTAMPTZ '0001-12-31 23:59:59.999999+00 BC'"


def to_sql(
    node: Node,
    column: Column,
    spec: ObjectSpec | None = None,
    *,
    zone_sql: str | None = None,
    moment: str = "CURRENT_TIMESTAMP",
    presence: Column | None = None,
) -> str:
    """The SQL of an expression, in brackets. `column` gives the SQL of a field's path, `presence` what `has` looks at.

    Give the spec wherever it is known: without it a field's type is guessed from what stands beside it. `zone_sql` is
    the SQL of the zone in which days are meant (else the session's), `moment` the SQL of now.
    """
    return _Compiler(column, spec, zone_sql, moment, presence or column).value(node)


class _Compiler:
    def __init__(
        self, column: Column, spec: ObjectSpec | None, zone: str | None, moment: str, presence: Column
    ) -> None:
        self._column, self._spec, self._presence = column, spec, presence
        self._zone, self._moment = zone, moment

    def value(self, node: Node, wanted: str | None = None) -> str:
        """The SQL of a value; one of unknown type is taken for the wanted one."""
        if isinstance(node, Literal):
            return literal(node.value) if node.value is not None or wanted is None else f"NULL::{CASTS[wanted]}"
        if isinstance(node, Ref):
            return self._field(node.path, wanted)
        signature_of(node)
        builder = _BUILDERS.get(node.name)
        return builder(self, node) if builder else self._plain_call(node)

    def type(self, node: Node) -> str:
        return infer(node, self._type_of)

    def _type_of(self, path: str) -> str:
        return UNKNOWN if self._spec is None else type_of_field(self._spec, path)

    def _field(self, path: str, wanted: str | None) -> str:
        found = self._type_of(path)
        name = wanted if found == UNKNOWN else found
        return f"({self._column(path)})::{CASTS[name]}" if name in CASTS else f"({self._column(path)})"

    def numbers(self, node: Call) -> list[str]:
        return [self.value(argument, NUMBER) for argument in node.arguments]

    def texts(self, node: Call) -> list[str]:
        return [self.value(argument, TEXT) for argument in node.arguments]

    def alike(self, node: Call) -> list[str]:
        """The arguments as values of the one type that they have."""
        found = common([self.type(argument) for argument in node.arguments])
        return [self.value(argument, found if found in CASTS else None) for argument in node.arguments]

    def ordered(self, node: Call) -> list[str]:
        """The arguments as they are put in order: text by code points."""
        collate = ' COLLATE "C"' if common([self.type(argument) for argument in node.arguments]) == TEXT else ""
        return [each + collate for each in self.alike(node)]

    def truth(self, node: Node) -> str:
        """A condition that is never null."""
        value = self.value(node, BOOLEAN)
        return value if isinstance(node, Call) and node.name in SURELY_TRUE_OR_FALSE else f"coalesce({value}, FALSE)"

    def day(self, node: Node) -> str:
        """The day of a date or of a moment in the zone."""
        value = self.value(node)
        if self.type(node) == DATE_TIME and self._zone:
            value = f"({value} AT TIME ZONE {self._zone})"
        return f"({value})::date"

    def is_set(self, node: Call) -> str:
        only = node.arguments[0]
        if isinstance(only, Ref):
            self.type(only)  # raises where there is no such field
        found = f"({self._presence(only.path)})" if isinstance(only, Ref) else self.value(only)
        return f"({found} IS NOT NULL)"

    def now(self) -> str:
        return f"({self._moment})::timestamptz"

    def today(self) -> str:
        return f"({self.now()} AT TIME ZONE {self._zone})::date" if self._zone else f"({self.now()})::date"

    def _plain_call(self, node: Call) -> str:
        pattern, wanted = _PATTERNS[node.name]
        return pattern.format(*(self.value(argument, wanted) for argument in node.arguments))


def literal(value: Value) -> str:
    """A value as a constant of SQL that cannot be left."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, str):
        if UNWANTED.search(value):
            raise refused("formula_character")
        return "'" + value.replace("'", "''") + "'::text" if "\\" not in value else _escaped(value)
    if isinstance(value, datetime):
        return f"TIMESTAMPTZ '{(value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat(' ')}'"
    if isinstance(value, date):
        return f"DATE '{value.isoformat()}'"
    number = seconds_of(value) if isinstance(value, timedelta) else Decimal(value)
    return f"({number:f})::numeric"


def _escaped(text: str) -> str:
    """A text with backslashes, safe whatever the session says of them."""
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'::text"


def _add(compiler: _Compiler, node: Call) -> str:
    first, *others = node.arguments
    total, sum_type = None, compiler.type(first)
    for count, each in enumerate(others, start=1):
        step = compiler.type(each)
        if total is None:
            total = compiler.value(first, _wanted(sum_type, step))
        sum_type, total = (
            compiler.type(Call("add", node.arguments[: count + 1])),
            _sum(total, sum_type, compiler.value(each, _wanted(step, sum_type)), step),
        )
    return total or ""


def _wanted(own: str, other: str) -> str:
    """As what a value of unknown type is added to another: to days and moments durations are."""
    return own if own not in ANYTHING else NUMBER


def _sum(one: str, one_type: str, other: str, other_type: str, sign: str = "+") -> str:
    if DATE_TIME in (one_type, other_type):
        start, seconds = (one, other) if one_type == DATE_TIME else (other, one)
        return _moment_after(start, seconds, sign)
    if DATE in (one_type, other_type):
        start, seconds = (one, other) if one_type == DATE else (other, one)
        return _day_after(start, seconds, sign)
    return f"({one} {sign} {other})"


def _bounded(number: str, least: str, most: str) -> str:
    """The number between two bounds, null at them and beyond; its text stands once."""
    return f"nullif(nullif(least(greatest({number}, {least}), {most}), {least}), {most})"


def _step(seconds: str) -> str:
    return _bounded(seconds, f"-{LONGEST_STEP + 1}::numeric", f"{LONGEST_STEP + 1}::numeric")


def _moment_after(start: str, seconds: str, sign: str) -> str:
    step = f"(interval '1 second' * round({_step(seconds)}, 6)::double precision)"
    return f"({_bounded(f'({start} {sign} {step})', BEFORE_FIRST, AFTER_LAST)})"


def _day_after(start: str, seconds: str, sign: str) -> str:
    number = f"(({start} - {FIRST_DAY}) {sign} trunc({_step(seconds)} / {SECONDS_OF_DAY}))"
    return f"({FIRST_DAY} + {_bounded(number, '-1', str(DAYS))}::integer)"


def _subtract(compiler: _Compiler, node: Call) -> str:
    left, right = node.arguments
    types = (compiler.type(left), compiler.type(right))
    if DATE_TIME in types and compiler.type(node) == DURATION:
        one, other = compiler.value(left, DATE_TIME), compiler.value(right, DATE_TIME)
        return f"extract(epoch FROM ({one} - {other}))"
    one, other = compiler.value(left, _wanted(*types)), compiler.value(right, _wanted(types[1], types[0]))
    return _sum(one, types[0], other, types[1], "-")


def _divide(compiler: _Compiler, node: Call) -> str:
    """The quotient, cut off one digit behind the last and then rounded; a plain one keeps as many as it likes."""
    one, other = compiler.numbers(node)
    places = QUOTIENT_PLACES + 1
    return f"round(div({one} * 1e{places}::numeric, nullif({other}, 0)) * 1e-{places}::numeric, {QUOTIENT_PLACES})"


def _compare(compiler: _Compiler, node: Call) -> str:
    one, other = compiler.ordered(node)
    return f"coalesce({one} {SIGNS[node.name]} {other}, FALSE)"


def _equal(sign: str) -> Callable[[_Compiler, Call], str]:
    def build(compiler: _Compiler, node: Call) -> str:
        one, other = compiler.alike(node)
        return f"({one} {sign} {other})"

    return build


def _logic(word: str) -> Callable[[_Compiler, Call], str]:
    return lambda compiler, node: "(" + f" {word} ".join(compiler.truth(each) for each in node.arguments) + ")"


def _in(compiler: _Compiler, node: Call) -> str:
    value, *others = compiler.alike(node)
    return f"coalesce({value} IN ({', '.join(others)}), FALSE)" if others else "FALSE"


def _if(compiler: _Compiler, node: Call) -> str:
    condition, *branches = node.arguments
    found = common([compiler.type(branch) for branch in branches])
    then, otherwise = (compiler.value(branch, found if found in CASTS else None) for branch in branches)
    return f"(CASE WHEN {compiler.truth(condition)} THEN {then} ELSE {otherwise} END)"


def _function(name: str) -> Callable[[_Compiler, Call], str]:
    return lambda compiler, node: f"{name}({', '.join(compiler.alike(node))})"


def _extreme(name: str) -> Callable[[_Compiler, Call], str]:
    return lambda compiler, node: f"{name}({', '.join(compiler.ordered(node))})"


def _part_of_day(part: str) -> Callable[[_Compiler, Call], str]:
    return lambda compiler, node: f"extract({part} FROM {compiler.day(node.arguments[0])})"


def _round(compiler: _Compiler, node: Call) -> str:
    value, *others = node.arguments
    places = others[0].value if others and isinstance(others[0], Literal) else 0
    return f"round({compiler.value(value, NUMBER)}, {int(str(places))})"


def _days(compiler: _Compiler, node: Call) -> str:
    first, last = (compiler.day(argument) for argument in node.arguments)
    return f"({last} - {first})::numeric"


_PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    "remainder": ("({0} % nullif({1}, 0))", NUMBER),
    "negate": ("(-{0})", NUMBER),
    "abs": ("abs({0})", NUMBER),
    "not": ("(NOT coalesce({0}, FALSE))", BOOLEAN),
    "size": ("char_length({0})::numeric", TEXT),
    "contains": ("coalesce(strpos({0}, {1}) > 0, FALSE)", TEXT),
    "startsWith": ("coalesce(starts_with({0}, {1}), FALSE)", TEXT),
    "endsWith": ("coalesce(starts_with(reverse({0}), reverse({1})), FALSE)", TEXT),
}
_BUILDERS: Final[Mapping[str, Callable[[_Compiler, Call], str]]] = {
    "add": _add,
    "subtract": _subtract,
    "multiply": lambda compiler, node: "(" + " * ".join(compiler.numbers(node)) + ")",
    "divide": _divide,
    "equal": _equal("IS NOT DISTINCT FROM"),
    "not_equal": _equal("IS DISTINCT FROM"),
    **dict.fromkeys(SIGNS, _compare),
    "and": _logic("AND"),
    "or": _logic("OR"),
    "in": _in,
    "if": _if,
    "is_set": lambda compiler, node: compiler.is_set(node),
    "coalesce": _function("coalesce"),
    "concat": lambda compiler, node: f"concat({', '.join(compiler.texts(node))})",
    "min": _extreme("least"),
    "max": _extreme("greatest"),
    "round": _round,
    "lower": lambda compiler, node: f"translate({compiler.texts(node)[0]}, '{CAPITALS}', '{SMALLS}')",
    "upper": lambda compiler, node: f"translate({compiler.texts(node)[0]}, '{SMALLS}', '{CAPITALS}')",
    "trim": lambda compiler, node: f"btrim({compiler.texts(node)[0]}, '{BLANKS}')",
    "today": lambda compiler, node: compiler.today(),
    "now": lambda compiler, node: compiler.now(),
    "days": _days,
    "year": _part_of_day("year"),
    "month": _part_of_day("month"),
    "day": _part_of_day("day"),
}
