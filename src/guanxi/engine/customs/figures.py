"""What a roll-up may measure and count, so that its statement can always be written."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from guanxi.engine.access.rights import Rights
from guanxi.engine.company import Work
from guanxi.engine.query.conditions import compile_filter
from guanxi.engine.query.statement import Statement
from guanxi.engine.store.columns import field_of
from guanxi.kernel.access import ALL
from guanxi.kernel.errors import FieldError, GuanxiError, Invalid
from guanxi.kernel.fields.facts import NUMBERS
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.filters import Condition, Filter, read_filter
from guanxi.kernel.specs import FieldSpec, ObjectSpec, Registry

MEASURED = (*NUMBERS, "duration", "rating", "roll_up")


def _wrong(code: str, /, **values: Any) -> Invalid:
    return Invalid("invalid", errors=[FieldError("roll_up", code, values)])


def check_roll_up(registry: Registry, spec: ObjectSpec, each: FieldSpec) -> None:
    """Raises Invalid where a roll-up rests on what is not there or cannot be measured."""
    facts = each.roll_up
    if facts is None or facts.child not in registry:
        raise _wrong("bad_roll_up")
    child = registry[facts.child]
    via = child.fields.get(facts.via)
    measured = child.fields.get(facts.field or "")
    if via is None or via.kind != "reference" or via.target != spec.name:
        raise _wrong("bad_roll_up")
    if facts.function != "count" and (measured is None or not _is_measured(measured)):
        raise _wrong("roll_up_of_numbers", kinds=", ".join(MEASURED))
    _check_condition(child, facts.where)


def check_statement(work: Work, each: FieldSpec) -> None:
    """Raises Invalid where the condition of a roll-up cannot be asked: an operator or a value does not fit."""
    facts = each.roll_up
    if facts is None or not facts.where:
        return
    child = work.company.registry[facts.child]
    try:
        compile_filter(Statement(work), "c", Rights(child, ALL), read_filter(facts.where))
    except GuanxiError as error:
        raise _of_roll_up(error) from None


def _of_roll_up(error: GuanxiError) -> Invalid:
    return Invalid("invalid", errors=[replace(each, field="roll_up") for each in error.errors])


def _is_measured(each: FieldSpec) -> bool:
    return each.kind in MEASURED or (each.kind == "formula" and each.result_kind in NUMBERS)


def _check_condition(child: ObjectSpec, where: Mapping[str, Any] | None) -> None:
    try:
        tree = read_filter(where or None)
    except GuanxiError as error:
        raise _of_roll_up(error) from None
    for condition in _conditions(tree):
        name, _, rest = condition.field.partition(".")
        found = field_of(child, name)
        if found is None:
            raise _wrong("unknown_field", field=name[:100], object=child.name)
        operators = KINDS[found.result_kind or found.kind].operators
        if not rest and condition.op not in operators:
            raise _wrong("unknown_operator", op=condition.op[:30], operators=", ".join(operators))


def _conditions(tree: Filter) -> Iterator[Condition]:
    if isinstance(tree, Condition):
        yield tree
        return
    for part in tree.parts:
        yield from _conditions(part)
