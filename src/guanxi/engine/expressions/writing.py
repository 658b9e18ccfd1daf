"""Writing expressions as text, with no more brackets than are needed."""

from typing import Final

from guanxi.engine.expressions.literals import literal
from guanxi.engine.expressions.signatures import SIGNATURES
from guanxi.kernel.expressions import Call, Literal, Node, Ref

CHOICE, OR, AND, RELATION, SUM, PRODUCT, SIGN, VALUE = range(8)
STRENGTH: Final = {
    "if": CHOICE, "or": OR, "and": AND, "add": SUM, "subtract": SUM, "multiply": PRODUCT, "divide": PRODUCT,
    "remainder": PRODUCT, "negate": SIGN, "not": SIGN,
    **dict.fromkeys(("equal", "not_equal", "less", "less_or_equal", "greater", "greater_or_equal", "in"), RELATION),
}  # fmt: skip


def write(node: Node) -> str:
    """The text of an expression; `read` gives the same expression back, what one operator joins in one call."""
    return _write(node)[0]


def _write(node: Node) -> tuple[str, int]:
    """The text and how strongly it holds together."""
    if isinstance(node, Literal):
        text = literal(node.value)
        return text, SIGN if text.startswith("-") else VALUE
    if isinstance(node, Ref):
        return node.path, VALUE
    strength = STRENGTH.get(node.name, VALUE)
    return _call(node, strength), strength


def _call(node: Call, strength: int) -> str:
    name, sign = node.name, SIGNATURES[node.name].written if node.name in SIGNATURES else ""
    if name == "if":
        return f"{_at(node.arguments[0], OR)} ? {_at(node.arguments[1], OR)} : {_at(node.arguments[2], CHOICE)}"
    if name == "in":
        return f"{_at(node.arguments[0], RELATION)} in [{_list(node.arguments[1:])}]"
    if strength == SIGN:
        return sign + _operand(node.arguments[0])
    if strength == VALUE:
        return f"{sign or name}({_list(node.arguments)})"
    first, *others = node.arguments
    left = strength + 1 if strength == RELATION else strength  # (a < b) == c could be read either way
    return f" {sign} ".join([_at(first, left), *(_at(each, strength + 1) for each in others)])


def _operand(node: Node) -> str:
    """What a sign stands before; a number gets brackets, so that the sign is not taken for its own."""
    return f"({_write(node)[0]})" if isinstance(node, Literal) else _at(node, SIGN)


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(_write(each)[0] for each in nodes)


def _at(node: Node, least: int) -> str:
    text, strength = _write(node)
    return text if strength >= least else f"({text})"
