"""The types of the language and what each operator and function takes and gives."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Final

from guanxi.engine.expressions.refusals import refused
from guanxi.kernel.errors import Invalid
from guanxi.kernel.expressions import Call, Literal, Node, Ref, Value
from guanxi.kernel.specs import FieldSpec, ObjectSpec

NUMBER, TEXT, BOOLEAN, DATE, DATE_TIME, DURATION = "number", "text", "boolean", "date", "date_time", "duration"
NOTHING: Final = "nothing"  # the literal null: fits wherever a value fits
UNKNOWN: Final = "unknown"  # a field where no spec was given: fits too
ANYTHING: Final = (NOTHING, UNKNOWN)
ORDERED: Final = (NUMBER, TEXT, DATE, DATE_TIME, DURATION)
EVERY: Final = (*ORDERED, BOOLEAN)
ANY_LENGTH: Final = 1_000

TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("number", "decimal", "percent", "money", "rating"), NUMBER),
    **dict.fromkeys(("text", "long_text", "email", "phone", "url", "identity_number", "auto_number", "picklist"), TEXT),
    **dict.fromkeys(("person_name", "reference"), TEXT),
    **{kind: kind for kind in (BOOLEAN, DATE, DATE_TIME, DURATION)},
}
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "money": ("amount", "currency"),
    "address": ("country", "province", "city", "district", "street", "postcode"),
    "person_name": ("family", "given", "full"),
}
SYSTEM_TYPES: Final = {"created_at": DATE_TIME, "updated_at": DATE_TIME}

TypeOf = Callable[[str], str]
Rule = Callable[[str, Sequence[str]], str | None]


@dataclass(frozen=True, slots=True)
class Signature:
    """How many arguments a name takes and the type of what it gives, None where the arguments' types do not fit."""

    fewest: int
    most: int
    rule: Rule
    written: str = ""


def kind_of(each: FieldSpec) -> str:
    """The kind of a field's value, of what comes out where it is computed."""
    return (each.result_kind or "decimal") if each.kind in ("formula", "roll_up") else each.kind


def type_of_field(spec: ObjectSpec, path: str) -> str:
    """The type of a field or of a part of one; of a kind that only `has` takes it is the kind. Raises Invalid."""
    name, _, part = path.partition(".")
    each = spec.fields.get(name)
    if each is None:
        if path in SYSTEM_TYPES:
            return SYSTEM_TYPES[path]
        raise refused("formula_unknown_field", name=name[:100], object=spec.name)
    kind = kind_of(each)
    parts = PARTS.get(kind, ())
    if part:
        if part not in parts:
            raise refused("formula_unknown_part", name=name, part=part[:100], parts=", ".join(parts))
        return NUMBER if part == "amount" else TEXT
    if kind == "lines":
        raise refused("formula_no_such_kind", kind=kind)
    return TYPES.get(kind, kind)


def type_of_value(value: Value) -> str:
    """The type of a literal; the order matters, since a boolean is an int and a datetime a date to Python."""
    for kinds, name in _LITERALS:
        if isinstance(value, kinds):
            return name
    return NOTHING


_LITERALS: Final[tuple[tuple[type | tuple[type, ...], str], ...]] = (
    (bool, BOOLEAN), ((int, Decimal), NUMBER), (str, TEXT), (datetime, DATE_TIME), (date, DATE), (timedelta, DURATION),
)  # fmt: skip


def infer(node: Node, type_of: TypeOf) -> str:
    """The type of an expression. Raises Invalid where names, numbers of arguments or types do not fit."""
    if isinstance(node, Literal):
        return type_of_value(node.value)
    if isinstance(node, Ref):
        return type_of(node.path)
    signature = signature_of(node)
    types = [infer(argument, type_of) for argument in node.arguments]
    found = signature.rule(node.name, types)
    if found is None:
        raise _unfit(node.name, types)
    if node.name == "round" and len(node.arguments) > 1 and not _is_place(node.arguments[1]):
        raise refused("formula_round_places")
    return found


def refuse_kind(found: str) -> None:
    """Raises Invalid for a kind of field that has no value of one type."""
    if found in PARTS:
        raise refused("formula_choose_part", kind=found, parts=", ".join(PARTS[found]))
    if found not in (*EVERY, *ANYTHING):
        raise refused("formula_no_such_kind", kind=found)


def _is_place(node: Node) -> bool:
    return isinstance(node, Literal) and isinstance(node.value, int) and 0 <= node.value <= 20


def _unfit(name: str, types: Sequence[str]) -> Invalid:
    for each in types:
        refuse_kind(each)
    if TEXT in types and name == "add":
        return refused("formula_use_concat")
    if name == "subtract" and list(types) == [DATE, DATE]:
        return refused("formula_use_days")
    return refused("formula_types", name=SIGNATURES[name].written or name, types=", ".join(types))


def signature_of(node: Call) -> Signature:
    """The signature of a call. Raises Invalid where its name is unknown or it has too few or too many arguments."""
    found = SIGNATURES.get(node.name)
    if found is None:
        raise refused("formula_unknown_function", name=node.name[:100], functions=", ".join(sorted(FUNCTIONS)))
    if not found.fewest <= len(node.arguments) <= found.most:
        raise refused(
            "formula_arguments", name=node.name, fewest=found.fewest, most=found.most, given=len(node.arguments)
        )
    return found


def common(types: Sequence[str]) -> str | None:
    """The one type that all have, or None."""
    known = {each for each in types if each not in ANYTHING}
    if len(known) > 1:
        return None
    return known.pop() if known else (UNKNOWN if UNKNOWN in types else NOTHING)


def fits(found: str, *wanted: str) -> bool:
    return found in wanted or found in ANYTHING


def _sum(name: str, types: Sequence[str]) -> str | None:
    total = types[0]
    for each in types[1:]:
        step = _SUMS.get((total, each)) or _sum_of_unknown(total, each)
        if step is None:
            return None
        total = step
    return total


_SUMS: Final = {
    (NUMBER, NUMBER): NUMBER, (DURATION, DURATION): DURATION,
    (DATE_TIME, DURATION): DATE_TIME, (DURATION, DATE_TIME): DATE_TIME,
    (DATE, DURATION): DATE, (DURATION, DATE): DATE,
}  # fmt: skip


def _sum_of_unknown(one: str, other: str) -> str | None:
    if one not in ANYTHING and other not in ANYTHING:
        return None
    known = other if one in ANYTHING else one
    return known if known in (NUMBER, DURATION, DATE, DATE_TIME) else NUMBER if known in ANYTHING else None


def _difference(name: str, types: Sequence[str]) -> str | None:
    one, other = types
    if (one, other) == (DATE_TIME, DATE_TIME):
        return DURATION
    if other in (DATE, DATE_TIME):
        return DURATION if other == DATE_TIME and one in ANYTHING else None
    return None if one == DURATION and other == NUMBER else _sum(name, types)


def _product(name: str, types: Sequence[str]) -> str | None:
    if not all(fits(each, NUMBER, DURATION) for each in types) or list(types).count(DURATION) > 1:
        return None
    return DURATION if DURATION in types else NUMBER


def _quotient(name: str, types: Sequence[str]) -> str | None:
    if not all(fits(each, NUMBER, DURATION) for each in types):
        return None
    if types[1] == DURATION:
        return NUMBER if fits(types[0], DURATION) else None
    return DURATION if types[0] == DURATION else NUMBER


def _same(*wanted: str, gives: str | None = None) -> Rule:
    """All arguments are of one of these types, the same one; it gives that type or the named one."""

    def rule(name: str, types: Sequence[str]) -> str | None:
        found = common(types)
        return None if found is None or not fits(found, *wanted) else gives or found

    return rule


def _takes(*wanted: str, gives: str) -> Rule:
    """Each argument is of the type at its place."""

    def rule(name: str, types: Sequence[str]) -> str | None:
        return gives if all(fits(found, each) for found, each in zip(types, wanted, strict=False)) else None

    return rule


def _choice(name: str, types: Sequence[str]) -> str | None:
    found = common(types[1:])
    return found if found and fits(types[0], BOOLEAN) and fits(found, *EVERY) else None


def _day_of(gives: str) -> Rule:
    def rule(name: str, types: Sequence[str]) -> str | None:
        return gives if all(fits(each, DATE, DATE_TIME) for each in types) else None

    return rule


OPERATORS: Final[Mapping[str, Signature]] = {
    "add": Signature(2, ANY_LENGTH, _sum, "+"),
    "subtract": Signature(2, 2, _difference, "-"),
    "multiply": Signature(2, ANY_LENGTH, _product, "*"),
    "divide": Signature(2, 2, _quotient, "/"),
    "remainder": Signature(2, 2, _takes(NUMBER, NUMBER, gives=NUMBER), "%"),
    "negate": Signature(1, 1, _same(NUMBER, DURATION), "-"),
    "equal": Signature(2, 2, _same(*EVERY, gives=BOOLEAN), "=="),
    "not_equal": Signature(2, 2, _same(*EVERY, gives=BOOLEAN), "!="),
    "less": Signature(2, 2, _same(*ORDERED, gives=BOOLEAN), "<"),
    "less_or_equal": Signature(2, 2, _same(*ORDERED, gives=BOOLEAN), "<="),
    "greater": Signature(2, 2, _same(*ORDERED, gives=BOOLEAN), ">"),
    "greater_or_equal": Signature(2, 2, _same(*ORDERED, gives=BOOLEAN), ">="),
    "and": Signature(2, ANY_LENGTH, _same(BOOLEAN, gives=BOOLEAN), "&&"),
    "or": Signature(2, ANY_LENGTH, _same(BOOLEAN, gives=BOOLEAN), "||"),
    "not": Signature(1, 1, _same(BOOLEAN, gives=BOOLEAN), "!"),
    "in": Signature(1, ANY_LENGTH, _same(*EVERY, gives=BOOLEAN), "in"),
    "if": Signature(3, 3, _choice),
    "is_set": Signature(1, 1, lambda name, types: BOOLEAN, "has"),
}
FUNCTIONS: Final[Mapping[str, Signature]] = {
    "size": Signature(1, 1, _takes(TEXT, gives=NUMBER)),
    "contains": Signature(2, 2, _takes(TEXT, TEXT, gives=BOOLEAN)),
    "startsWith": Signature(2, 2, _takes(TEXT, TEXT, gives=BOOLEAN)),
    "endsWith": Signature(2, 2, _takes(TEXT, TEXT, gives=BOOLEAN)),
    "lower": Signature(1, 1, _takes(TEXT, gives=TEXT)),
    "upper": Signature(1, 1, _takes(TEXT, gives=TEXT)),
    "trim": Signature(1, 1, _takes(TEXT, gives=TEXT)),
    "concat": Signature(1, ANY_LENGTH, _same(TEXT, gives=TEXT)),
    "round": Signature(1, 2, _takes(NUMBER, NUMBER, gives=NUMBER)),
    "abs": Signature(1, 1, _same(NUMBER, DURATION)),
    "min": Signature(1, ANY_LENGTH, _same(*ORDERED)),
    "max": Signature(1, ANY_LENGTH, _same(*ORDERED)),
    "coalesce": Signature(1, ANY_LENGTH, _same(*EVERY)),
    "today": Signature(0, 0, lambda name, types: DATE),
    "now": Signature(0, 0, lambda name, types: DATE_TIME),
    "days": Signature(2, 2, _day_of(NUMBER)),
    "year": Signature(1, 1, _day_of(NUMBER)),
    "month": Signature(1, 1, _day_of(NUMBER)),
    "day": Signature(1, 1, _day_of(NUMBER)),
}
SIGNATURES: Final[Mapping[str, Signature]] = {**OPERATORS, **FUNCTIONS}
