"""Checking an expression against the object for which it is written."""

from guanxi.engine.expressions.limits import within_limits
from guanxi.engine.expressions.refusals import refused
from guanxi.engine.expressions.signatures import ANYTHING, NUMBER, infer, refuse_kind, type_of_field
from guanxi.kernel.expressions import Node, Ref, walk
from guanxi.kernel.specs import ObjectSpec

MOST_IN_ALL = 2_000


def check(node: Node, spec: ObjectSpec, name: str | None = None) -> str:
    """The kind of what the expression gives: decimal, text, boolean, date, date_time or duration.

    Raises Invalid where a name, a type or the number of arguments does not fit, or where it is too large; `name` is
    the field whose formula it is, of which it may not make use, however far round.
    """
    within_limits(node)
    _counted(node, spec, (name,) if name else (), {})
    found = infer(node, lambda path: type_of_field(spec, path))
    refuse_kind(found)
    if found in ANYTHING:
        raise refused("formula_without_value")
    return "decimal" if found == NUMBER else found


def _counted(node: Node, spec: ObjectSpec, above: tuple[str, ...], known: dict[str, int]) -> int:
    """How many nodes the expression has with all formulas on which it rests."""
    total = 0
    for part in walk(node):
        total += _of_field(part.path, spec, above, known) if isinstance(part, Ref) else 1
        if total > MOST_IN_ALL:
            raise refused("formula_too_large", limit=MOST_IN_ALL)
    return total


def _of_field(path: str, spec: ObjectSpec, above: tuple[str, ...], known: dict[str, int]) -> int:
    if path in above:
        raise refused("formula_of_itself", name=path)
    each = spec.fields.get(path)
    if each is None or each.formula is None:
        return 1
    if path not in known:
        known[path] = _counted(each.formula, spec, (*above, path), known)
    return known[path]
