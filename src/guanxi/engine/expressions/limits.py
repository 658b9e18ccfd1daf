"""How large an expression may be."""

from collections.abc import Iterable
from typing import Final

from guanxi.engine.expressions.refusals import refused
from guanxi.kernel.expressions import Call, Node

LONGEST_TEXT: Final = 10_000
MOST_NODES: Final = 500
DEEPEST: Final = 32


def within_limits(node: Node) -> Node:
    """The node, where it is neither too large nor too deep; without recursion, so that any depth can be measured."""
    waiting: list[tuple[Node, int]] = [(node, 1)]
    seen = 0
    while waiting:
        each, depth = waiting.pop()
        seen += 1
        if seen > MOST_NODES:
            raise refused("formula_too_large", limit=MOST_NODES)
        if depth > DEEPEST:
            raise refused("formula_too_deep", limit=DEEPEST)
        waiting += ((part, depth + 1) for part in _parts(each))
    return node


def _parts(node: Node) -> Iterable[Node]:
    return node.arguments if isinstance(node, Call) else ()
