"""Strategies for records and for expressions of each type, as deep as hypothesis likes."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any

from hypothesis import strategies as st

from guanxi.kernel.expressions import Call, Literal, Node, Ref

Nodes = st.SearchStrategy[Node]

LETTERS = "aAbzÀßŠωЖ张偉🏺👩\u200d%_\\'\"\n\t \u3000\u0301￮"
FIRST, LAST = datetime(2, 1, 1), datetime(9998, 12, 31)  # noqa: DTZ001 - hypothesis adds the zone
WORDS = st.text(LETTERS, max_size=6)
WHOLE = st.integers(-20, 20) | st.integers(-(10**29), 10**29)
DECIMALS = st.decimals(-1000, 1000, places=3) | st.decimals(-(10**20), 10**20, places=30)
MOMENTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC))
DURATIONS = st.timedeltas(timedelta(days=-3), timedelta(days=3)) | st.timedeltas(
    timedelta(days=-365 * 300), timedelta(days=365 * 300)
)
FIELDS = {
    "number": ("count", "weight", "share", "price", "price.amount", "score", "doubled", "load"),
    "text": ("name", "other", "state", "price.currency", "receiver", "receiver.given", "origin.city", "sender"),
    "boolean": ("is_fragile", "is_insured"),
    "date": ("due_on", "sent_on"),
    "date_time": ("sent_at", "seen_at"),
    "duration": ("travel", "handling"),
}
LITERALS: dict[str, st.SearchStrategy[Any]] = {
    "number": WHOLE | DECIMALS,
    "text": WORDS,
    "boolean": st.booleans(),
    "date": st.dates(),
    "date_time": MOMENTS,
    "duration": DURATIONS,
}
TYPES = tuple(FIELDS)
ORDERED = tuple(name for name in TYPES if name != "boolean")

Form = tuple[str, tuple[str, ...]]
FORMS: dict[str, list[Form]] = {
    "number": [
        *((name, ("number", "number")) for name in ("add", "subtract", "multiply", "divide")),
        *((name, ("number", "number")) for name in ("remainder", "min", "max")),
        *((name, ("number",)) for name in ("negate", "abs", "round")),
        ("add", ("number", "number", "number")), ("multiply", ("number", "number", "number")),
        ("size", ("text",)), ("days", ("date", "date")), ("days", ("date_time", "date")),
        ("year", ("date",)), ("month", ("date_time",)), ("day", ("date_time",)), ("divide", ("duration", "duration")),
    ],
    "text": [
        ("concat", ("text", "text")), ("lower", ("text",)), ("upper", ("text",)), ("trim", ("text",)),
        ("min", ("text", "text")), ("max", ("text", "text", "text")),
    ],
    "boolean": [
        *((name, (kind, kind)) for name in ("equal", "not_equal", "in") for kind in TYPES),
        *((name, (kind, kind)) for name in ("less", "greater_or_equal") for kind in ORDERED),
        *((name, (kind, kind)) for name in ("less_or_equal", "greater") for kind in ORDERED),
        *(("is_set", (kind,)) for kind in TYPES),
        *((name, ("text", "text")) for name in ("contains", "startsWith", "endsWith")),
        ("and", ("boolean", "boolean")), ("or", ("boolean", "boolean", "boolean")), ("not", ("boolean",)),
        ("in", ("number", "number", "number")),
    ],
    "date": [
        ("add", ("date", "duration")), ("add", ("duration", "date")), ("subtract", ("date", "duration")),
        ("min", ("date", "date")), ("today", ()),
    ],
    "date_time": [
        ("add", ("date_time", "duration")), ("add", ("duration", "date_time", "duration")),
        ("subtract", ("date_time", "duration")), ("max", ("date_time", "date_time")), ("now", ()),
    ],
    "duration": [
        ("add", ("duration", "duration")), ("subtract", ("duration", "duration")), ("multiply", ("duration", "number")),
        ("multiply", ("number", "duration")), ("divide", ("duration", "number")), ("negate", ("duration",)),
        ("abs", ("duration",)), ("subtract", ("date_time", "date_time")), ("min", ("duration", "duration")),
    ],
}  # fmt: skip


@cache
def nodes(kind: str, depth: int) -> Nodes:
    """Expressions of a type that are at most so deep."""
    literals = LITERALS[kind].map(Literal)
    leaves: Nodes = st.sampled_from(FIELDS[kind]).map(Ref) | literals
    if depth == 0:
        return leaves
    forms = [_call(name, kinds, depth) for name, kinds in FORMS[kind]]
    either = _call("if", ("boolean", kind, kind), depth)
    perhaps = st.builds(_perhaps, nodes("boolean", depth - 1), nodes(kind, depth - 1))
    first = _call("coalesce", (kind, kind), depth)
    return st.one_of(leaves, either, perhaps, first, *forms)


def _perhaps(condition: Node, value: Node) -> Node:
    return Call("if", (condition, value, Literal(None)))


def _call(name: str, kinds: tuple[str, ...], depth: int) -> Nodes:
    def build(*arguments: Node) -> Node:
        return Call(name, arguments)

    return st.builds(build, *(nodes(kind, depth - 1) for kind in kinds))


def _maybe(found: st.SearchStrategy[Any], write: Callable[[Any], Any] = lambda value: value) -> st.SearchStrategy[Any]:
    return st.none() | found.map(write)


RECORDS = st.fixed_dictionaries({
    "name": _maybe(WORDS),
    "other": _maybe(WORDS),
    "state": _maybe(st.sampled_from(("packed", "sent", "lost"))),
    "count": _maybe(st.integers(-(2**63), 2**63 - 1)),
    "weight": _maybe(DECIMALS, lambda number: format(number, "f")),
    "share": _maybe(st.integers(0, 100), str),
    "price": _maybe(st.decimals(-1000, 1000, places=2), lambda number: {"amount": str(number), "currency": "CNY"}),
    "score": _maybe(st.integers(1, 5)),
    "is_fragile": _maybe(st.booleans()),
    "is_insured": _maybe(st.booleans()),
    "due_on": _maybe(st.dates(), date.isoformat),
    "sent_on": _maybe(st.dates(), date.isoformat),
    "sent_at": _maybe(MOMENTS, datetime.isoformat),
    "seen_at": _maybe(MOMENTS, datetime.isoformat),
    "travel": _maybe(st.integers(-(10**6), 10**12)),
    "handling": _maybe(st.integers(-(10**6), 10**6)),
    "receiver": _maybe(WORDS.filter(bool), lambda word: {"given": word, "full": "王" + word}),
    "origin": _maybe(WORDS.filter(bool), lambda word: {"city": word}),
})  # fmt: skip
