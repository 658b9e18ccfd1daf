"""REC-2, REC-5: a formula is checked against its object before anything is computed with it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from guanxi.engine.expressions import check, evaluate, read, to_sql
from guanxi.kernel.errors import Invalid
from guanxi.kernel.expressions import Literal, Node, Ref, call
from guanxi.kernel.specs import FieldSpec, ObjectSpec
from tests.engine.expressions.parcels import NOW, SPEC

KINDS = [
    ("count * weight", "decimal"),
    ("price", "decimal"),
    ("price.currency", "text"),
    ("sender", "text"),
    ("count > 1", "boolean"),
    ("due_on", "date"),
    ("created_at", "date_time"),
    ("seen_at - sent_at", "duration"),
    ("null", None),
    ("is_fragile ? null : 1", "decimal"),
    ("coalesce(null, name)", "text"),
]
REFUSED = [
    ("colour", "formula_unknown_field"),
    ("deleted_at", "formula_unknown_field"),
    ("price.tax", "formula_unknown_part"),
    ("name.given", "formula_unknown_part"),
    ("sender.name", "formula_unknown_part"),
    ("origin", "formula_choose_part"),
    ("size(origin)", "formula_choose_part"),
    ("words", "formula_no_such_kind"),
    ('words == "vase"', "formula_no_such_kind"),
    ("is_fragile ? words : null", "formula_no_such_kind"),
    ('name + "x"', "formula_use_concat"),
    ("due_on - sent_on", "formula_use_days"),
    ("due_on + 1", "formula_types"),
    ("sent_at - sent_on", "formula_types"),
    ("1 - sent_at", "formula_types"),
    ("name * 2", "formula_types"),
    ("travel * travel", "formula_types"),
    ("1 / travel", "formula_types"),
    ("travel + 1", "formula_types"),
    ("travel > 60", "formula_types"),
    ("!name", "formula_types"),
    ("count && true", "formula_types"),
    ("count ? 1 : 2", "formula_types"),
    ("is_fragile ? 1 : name", "formula_types"),
    ("is_fragile < is_insured", "formula_types"),
    ("1 < count < 3", "formula_types"),
    ('count == "3"', "formula_types"),
    ("sent_at > due_on", "formula_types"),
    ('state in ["sent", 1]', "formula_types"),
    ("min(count, name)", "formula_types"),
    ("size(count)", "formula_types"),
    ("year(name)", "formula_types"),
    ("round(weight, count)", "formula_round_places"),
    ("round(weight, 21)", "formula_round_places"),
    ("round(weight, -1)", "formula_round_places"),
    ("null", "formula_without_value"),
]


@pytest.mark.parametrize(("text", "kind"), [case for case in KINDS if case[1]])
def test_the_check_says_what_kind_comes_out(text: str, kind: str) -> None:
    assert check(read(text), SPEC) == kind


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_what_does_not_fit_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check(read(text), SPEC)
    assert [(error.field, error.code) for error in refusal.value.errors] == [("formula", code)]


def with_formulas(*formulas: tuple[str, str]) -> ObjectSpec:
    added = {name: FieldSpec(name, "formula", formula=read(text), result_kind="decimal") for name, text in formulas}
    return replace(SPEC, fields={**SPEC.fields, **added})


def test_a_formula_cannot_rest_on_itself() -> None:
    spec = with_formulas(("x_one", "x_two + 1"), ("x_two", "x_one + 1"))
    with pytest.raises(Invalid, match="formula_of_itself"):
        check(read("x_one"), spec)


def test_a_new_formula_cannot_rest_on_its_own_field() -> None:
    with pytest.raises(Invalid, match="formula_of_itself"):
        check(read("count + x_new"), with_formulas(("x_new", "1")), "x_new")


def test_formulas_upon_formulas_stay_within_a_limit() -> None:
    doubling = [(f"x_{step}", f"x_{step - 1} + x_{step - 1}") for step in range(1, 30)]
    with pytest.raises(Invalid, match="formula_too_large"):
        check(read("x_29"), with_formulas(("x_0", "weight"), *doubling))


def test_a_declared_expression_has_the_same_limits() -> None:
    deep: Node = Ref("count")
    for _ in range(5_000):
        deep = call("negate", deep)
    with pytest.raises(Invalid, match="formula_too_deep"):
        check(deep, SPEC)


def test_an_unknown_name_in_a_declared_expression_is_refused() -> None:
    with pytest.raises(Invalid, match="formula_unknown_function"):
        check(call("launch", 1), SPEC)


def test_a_text_that_no_database_takes_is_refused() -> None:
    with pytest.raises(Invalid, match="formula_character"):
        to_sql(Literal("a\x00b"), str)


def test_a_refusal_names_the_sign_that_was_written() -> None:
    with pytest.raises(Invalid) as refusal:
        check(read("name * 2"), SPEC)
    assert refusal.value.errors[0].values == {"name": "*", "types": "text, number"}


@pytest.mark.parametrize(
    ("text", "values"),
    [("a * 2", {"a": "many"}), ("a < 2", {"a": "few"}), ("a + 1", {"a": 0.5}), ("lower(a)", {"a": 1})],
)
def test_an_unchecked_expression_that_does_not_fit_is_refused(text: str, values: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="formula_does_not_fit"):
        evaluate(read(text), values, NOW)


def test_canonical_text_is_read_by_what_stands_beside_it_where_there_is_no_spec() -> None:
    values = {"share": "35", "price": {"amount": "9.50", "currency": "CNY"}, "due_on": "2026-03-20", "words": ["a"]}
    assert evaluate(read("share > 5 && price < 10 && due_on > today() && has(words)"), values, NOW) is True
    assert evaluate(read("share * price"), values, NOW) == Decimal("332.5")
