"""Reading formulas: CEL's grammar as `cel-python` has it, and from its tree the nodes of the kernel."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final, cast

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedInput

from guanxi.engine.expressions.limits import DEEPEST, LONGEST_TEXT, within_limits
from guanxi.engine.expressions.literals import CONSTANTS, constant, number_of, text_of
from guanxi.engine.expressions.refusals import refused
from guanxi.engine.expressions.signatures import FUNCTIONS, signature_of
from guanxi.kernel.expressions import Call, Literal, Node, Ref

Branch = Tree[Token]

ONE_INSIDE: Final = frozenset(
    [
        "expr",
        "conditionalor",
        "conditionaland",
        "relation",
        "addition",
        "multiplication",
        "unary",
        "member",
        "primary",
        "paren_expr",
    ]
)
WITHOUT_BRACKETS: Final = ONE_INSIDE - {"paren_expr"}
RELATIONS: Final = {
    "relation_lt": "less", "relation_le": "less_or_equal", "relation_gt": "greater", "relation_ge": "greater_or_equal",
    "relation_eq": "equal", "relation_ne": "not_equal",
}  # fmt: skip
SUMS: Final = {
    "addition_add": "add", "addition_sub": "subtract",
    "multiplication_mul": "multiply", "multiplication_div": "divide", "multiplication_mod": "remainder",
}  # fmt: skip
LOGIC: Final = {"conditionalor": "or", "conditionaland": "and"}
JOINED: Final = frozenset(("add", "multiply", "and", "or"))
NAMES: Final = {"has": "is_set", "is_set": "is_set", "if": "if"} | {name: name for name in FUNCTIONS}


@cache
def _parser() -> Lark:
    """The parser of the grammar file; the package's own evaluator is never loaded."""
    package = find_spec("celpy")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("celpy")
    grammar = (Path(package.origin).parent / "cel.lark").read_text("utf-8")
    return Lark(
        grammar,
        parser="lalr",
        start="expr",
        g_regex_flags=re.MULTILINE,
        lexer_callbacks={"IDENT": _truth_or_name},
        maybe_placeholders=False,
        priority="invert",
    )


def _truth_or_name(token: Token) -> Token:
    """The grammar's words true and false look like names to its lexer."""
    return Token("BOOL_LIT", token.value) if token.value in ("true", "false") else token


@lru_cache(maxsize=1024)
def read(text: str) -> Node:
    """The expression that a text stands for. Raises Invalid, saying where it cannot be read and what to do."""
    if not text.strip():
        raise refused("formula_empty")
    if len(text) > LONGEST_TEXT:
        raise refused("formula_too_long", limit=LONGEST_TEXT, length=len(text))
    try:
        tree: Branch = cast(Any, _parser()).parse(text)
    except UnexpectedInput as fault:
        line, column = max(fault.line, 1), max(fault.column, 1)
        raise refused("formula_unreadable", line=line, column=column, near=_near(text, line, column)) from None
    return within_limits(_read(tree, 0))


def _near(text: str, line: int, column: int) -> str:
    lines = text.splitlines()
    return lines[min(line, len(lines)) - 1][max(0, column - 10) : column + 10].strip()


def _inside(tree: Branch, kinds: frozenset[str] = ONE_INSIDE) -> Branch:
    """The part that a chain of rules with one part each comes down to."""
    while tree.data in kinds and len(tree.children) == 1:
        tree = _branch(tree.children[0])
    return tree


def _branch(child: Any) -> Branch:
    assert isinstance(child, Tree)
    return cast(Branch, child)


def _read(tree: Branch, depth: int) -> Node:
    if depth > DEEPEST:
        raise refused("formula_too_deep", limit=DEEPEST)
    inner = _inside(tree)
    reader = _READERS.get(inner.data)
    if reader is None:
        raise refused("formula_not_offered", what=inner.data.replace("_", " "))
    return reader(inner, depth + 1)


def _if(tree: Branch, depth: int) -> Node:
    return Call("if", tuple(_read(_branch(child), depth) for child in tree.children))


def _logic(tree: Branch, depth: int) -> Node:
    parts, rest = [_branch(tree.children[1])], _inside(_branch(tree.children[0]), WITHOUT_BRACKETS)
    while rest.data == tree.data:
        parts.append(_branch(rest.children[1]))
        rest = _inside(_branch(rest.children[0]), WITHOUT_BRACKETS)
    return Call(LOGIC[tree.data], tuple(_read(part, depth) for part in (rest, *reversed(parts))))


def _relation(tree: Branch, depth: int) -> Node:
    relation, right = _branch(tree.children[0]), _branch(tree.children[1])
    left = _read(_branch(relation.children[0]), depth)
    if relation.data != "relation_in":
        return Call(RELATIONS[relation.data], (left, _read(right, depth)))
    values = _inside(right)
    if values.data != "list_lit":
        raise refused("formula_list_wanted")
    return Call("in", (left, *_listed(values, depth)))


def _sum(tree: Branch, depth: int) -> Node:
    """A row of sums or products, from the left; what one operator joins becomes one call."""
    steps: list[tuple[str, Branch]] = []
    while tree.data in ("addition", "multiplication") and len(tree.children) == 2:
        operator = _branch(tree.children[0])
        steps.append((SUMS[operator.data], _branch(tree.children[1])))
        tree = _inside(_branch(operator.children[0]), WITHOUT_BRACKETS)
    return _joined(_read(tree, depth), [(name, _read(part, depth)) for name, part in reversed(steps)])


def _joined(first: Node, steps: list[tuple[str, Node]]) -> Node:
    found, last = first, ""
    for name, right in steps:
        goes_on = name == last and name in JOINED and isinstance(found, Call)
        found = (
            Call(name, (*found.arguments, right)) if goes_on and isinstance(found, Call) else Call(name, (found, right))
        )
        last = name
    return found


def _unary(tree: Branch, depth: int) -> Node:
    operator, operand = _branch(tree.children[0]), _branch(tree.children[1])
    if operator.data == "unary_not":
        return Call("not", (_read(operand, depth),))
    bare = _inside(operand, WITHOUT_BRACKETS)
    inner = _read(operand, depth)
    if bare.data == "literal" and isinstance(inner, Literal) and isinstance(inner.value, int | Decimal):
        return Literal(inner.value.copy_negate() if isinstance(inner.value, Decimal) else -inner.value)
    return Call("negate", (inner,))


def _literal(tree: Branch, depth: int) -> Node:
    token = tree.children[0]
    assert isinstance(token, Token)
    if token.type == "NULL_LIT":
        return Literal(None)
    if token.type == "BOOL_LIT":
        return Literal(token.value == "true")
    if token.type in ("STRING_LIT", "MLSTRING_LIT"):
        return Literal(text_of(token.value))
    if token.type == "BYTES_LIT":
        raise refused("formula_not_offered", what="bytes")
    return Literal(number_of(token.value))


def _name(tree: Branch, depth: int) -> Node:
    return Ref(str(tree.children[0]))


def _part(tree: Branch, depth: int) -> Node:
    whole = _read(_branch(tree.children[0]), depth)
    if not isinstance(whole, Ref):
        raise refused("formula_part_of_value", part=str(tree.children[1])[:100])
    return Ref(f"{whole.path}.{tree.children[1]}")


def _function(tree: Branch, depth: int) -> Node:
    name, *rest = tree.children
    return _call(str(name), _listed(tree, depth) if rest else ())


def _method(tree: Branch, depth: int) -> Node:
    subject, name, *rest = tree.children
    return _call(str(name), (_read(_branch(subject), depth), *(_listed(tree, depth) if rest else ())))


def _listed(tree: Branch, depth: int) -> tuple[Node, ...]:
    if not tree.children or not isinstance(tree.children[-1], Tree):
        return ()
    return tuple(_read(_branch(child), depth) for child in tree.children[-1].children)


def _call(name: str, arguments: tuple[Node, ...]) -> Node:
    if name in CONSTANTS:
        written = arguments[0].value if len(arguments) == 1 and isinstance(arguments[0], Literal) else None
        return Literal(constant(name, written))
    if name not in NAMES:
        raise refused("formula_unknown_function", name=name[:100], functions=", ".join(sorted(FUNCTIONS)))
    found = Call(NAMES[name], arguments)
    signature_of(found)
    return found


_READERS: Final[Mapping[str, Callable[[Branch, int], Node]]] = {
    "expr": _if, "conditionalor": _logic, "conditionaland": _logic, "relation": _relation, "addition": _sum,
    "multiplication": _sum, "unary": _unary, "literal": _literal, "ident": _name, "member_dot": _part,
    "ident_arg": _function, "member_dot_arg": _method,
}  # fmt: skip
