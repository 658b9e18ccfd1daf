"""Formulas that cannot be read are refused with a code that says what to do; written ones need no needless brackets."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from guanxi.engine.expressions import read, write
from guanxi.kernel.errors import Invalid
from guanxi.kernel.expressions import Call, Literal, Node, Ref, call, walk

REFUSED = [
    ("", "formula_empty"),
    ("   \n", "formula_empty"),
    ("1 +", "formula_unreadable"),
    ("(1", "formula_unreadable"),
    ("价格 * 2", "formula_unreadable"),
    ('"open', "formula_unreadable"),
    ("a b", "formula_unreadable"),
    ("a = 1", "formula_unreadable"),
    ("\x00", "formula_unreadable"),
    ('"\x00"', "formula_character"),
    ('"\\u0000"', "formula_character"),
    ('"\\ud800"', "formula_character"),
    ('"\\UFFFFFFFF"', "formula_character"),
    (r'"\q"', "formula_escape"),
    ("foo(1)", "formula_unknown_function"),
    ("add(1, 2)", "formula_unknown_function"),
    ("not(true)", "formula_unknown_function"),
    ("a.foo()", "formula_unknown_function"),
    ("a.if(1, 2, 3, 4)", "formula_arguments"),
    ("size()", "formula_arguments"),
    ("days(a)", "formula_arguments"),
    ("today(1)", "formula_arguments"),
    ("a in b", "formula_list_wanted"),
    ("[1, 2]", "formula_not_offered"),
    ("{1: 2}", "formula_not_offered"),
    ("a[0]", "formula_not_offered"),
    ("A{b: 1}", "formula_not_offered"),
    (".a", "formula_not_offered"),
    ('b"bytes"', "formula_not_offered"),
    ("size(a).b", "formula_part_of_value"),
    ("1" * 31, "formula_number_too_long"),
    ("0x" + "f" * 60, "formula_number_too_long"),
    ("1e99999999999999999999", "formula_number_too_long"),
    ("1e-31", "formula_number_too_long"),
    ('date("2026-02-30")', "formula_constant"),
    ("date(a)", "formula_constant"),
    ('timestamp("yesterday")', "formula_constant"),
    ('duration("1 day")', "formula_constant"),
    ('duration("")', "formula_constant"),
    ('duration("99999999999999999999d")', "formula_constant"),
    ("a" * 10_001, "formula_too_long"),
    (" + ".join(["a"] * 501), "formula_too_large"),
    ("-(" * 40 + "a" + ")" * 40, "formula_too_deep"),
    ("!" * 3_000 + "a", "formula_too_deep"),
    ("a - b + " * 20 + "a", "formula_too_deep"),
    ("size(" * 500 + "a" + ")" * 500, "formula_too_deep"),
]
AS_THEY_ARE = [
    "a + b - c * d / e % f",
    "(a + b) * c",
    "a - (b - c)",
    "a / (b / c)",
    "a && b || c && d",
    "(a || b) && c",
    "!(a && b)",
    "!a",
    "-a * -(b + c)",
    "-(5)",
    "-5 + a - -3",
    "a == b ? c : d ? e : f",
    "(a ? b : c) + 1",
    "a ? (b ? 1 : 2) : 3",
    'a in ["x", "y"] && has(b.c)',
    "a in []",
    "(a < b) == (c < d)",
    'contains(lower(a), "x") || days(b, today()) >= 30',
    'date("2026-03-14") < timestamp("2026-03-14T01:59:26+00:00")',
    'a + duration("-90.5s")',
    '"quote \\" slash \\\\ line \\u000a 张 🏺"',
    "null == true",
    "min(1.50, 0.0001, 100000)",
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_cannot_be_read_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        read(text)
    assert [(error.field, error.code) for error in refusal.value.errors] == [("formula", code)]


@pytest.mark.parametrize("text", AS_THEY_ARE)
def test_a_formula_is_written_as_it_was_read(text: str) -> None:
    assert write(read(text)) == text


def test_a_refusal_says_where() -> None:
    with pytest.raises(Invalid) as refusal:
        read("1 +\n 2 + * 3")
    assert refusal.value.errors[0].values == {"line": 2, "column": 6, "near": "2 + * 3"}


def shape(node: Node) -> list[object]:
    """The names, paths and values from the root down."""
    return [getattr(part, "name", getattr(part, "path", getattr(part, "value", None))) for part in walk(node)]


def test_a_row_of_one_operator_becomes_one_call() -> None:
    assert shape(read("a + b + c - d")) == ["subtract", "add", "a", "b", "c", "d"]
    assert len(list(walk(read(" || ".join(["a"] * 400))))) == 401


def test_brackets_do_not_count_as_depth() -> None:
    assert shape(read("(" * 1_000 + "a" + ")" * 1_000)) == ["a"]


def test_a_declared_expression_is_written_like_a_formula() -> None:
    amount, state = Ref("amount"), Ref("state")
    declared = (state != "won") | ~amount.is_set | (amount * 2 + 1 + 3 > Decimal("0.5"))
    assert write(declared) == 'state != "won" || !has(amount) || amount * 2 + 1 + 3 > 0.5'
    assert write(state.one_of("won", "lost")) == 'state in ["won", "lost"]'


@pytest.mark.parametrize(
    "value",
    [
        date(1, 1, 1),
        datetime(2026, 1, 1, 8, tzinfo=UTC),
        timedelta(days=-1, microseconds=1),
        "'\"\\\n\u200f🏺",
        -3,
        Decimal("-0.10"),
    ],
)
def test_a_literal_survives_being_written(value: object) -> None:
    again = read(write(call("coalesce", value)))
    assert isinstance(again, Call)
    assert isinstance(again.arguments[0], Literal)
    assert again.arguments[0].value == value
