"""A rule and a formula say the same of money: both compare what it counts in the company's currency. REC-5, REC-17."""

from collections.abc import AsyncGenerator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from guanxi.engine.changes import Change, Options, write
from guanxi.engine.company import Work
from guanxi.engine.expressions import to_sql
from guanxi.engine.store.columns import path_sql, presence_sql
from guanxi.kernel.expressions import Literal, Node, Ref, call
from guanxi.kernel.principal import system
from guanxi.kernel.specs import ObjectSpec, Registry, RuleSpec
from tests.contract.worlds import World, add_field

pytestmark = pytest.mark.anyio
PRICED = "x_priced"
CURRENCIES = ("CNY", "USD", "JPY", "UYU")  # nobody entered a rate for the last
AMOUNTS = ("0", "1", "7", "7.16", "100", "716", "1000")
monies = st.none() | st.fixed_dictionaries(
    {"amount": st.sampled_from(AMOUNTS), "currency": st.sampled_from(CURRENCIES)}
)
records = st.fixed_dictionaries({"x_price": monies, "x_cost": monies, "x_number": st.none() | st.integers(0, 1000)})
REFS = ("x_price", "x_cost", "x_number", "x_price.amount", "x_margin")
numbers: st.SearchStrategy[Node] = st.one_of(
    st.sampled_from(REFS).map(Ref), st.sampled_from(AMOUNTS).map(lambda amount: Literal(Decimal(amount)))
)
sums = st.one_of(
    numbers,
    st.builds(call, st.sampled_from(("add", "subtract", "multiply", "divide", "min", "coalesce")), numbers, numbers),
)
COMPARISONS = ("less", "less_or_equal", "greater", "greater_or_equal", "equal", "not_equal", "in")
comparisons: st.SearchStrategy[Node] = st.one_of(
    st.builds(call, st.sampled_from(COMPARISONS), sums, sums),
    st.builds(call, st.just("is_set"), st.sampled_from(REFS).map(Ref)),
    st.builds(call, st.just("equal"), st.just(Ref("x_price.currency")), st.sampled_from(CURRENCIES)),
)
conditions = st.one_of(comparisons, st.builds(call, st.sampled_from(("and", "or")), comparisons, comparisons))


@pytest.fixture(scope="module")
async def priced(anyio_backend: str, world: World) -> AsyncGenerator[World]:
    """An object with two prices, a number and a formula over the prices."""
    admin = await world.client("admin")
    made = await admin.post("/shape/objects", json={"name": "priced", "labels": {"en": "Priced"}})
    assert made.status_code == 201, made.text
    margin = {"kind": "formula", "formula": "x_price - x_cost", "result_kind": "money"}
    for name, facts in (("price", {"kind": "money"}), ("cost", {"kind": "money"}), ("number", {"kind": "number"})):
        await add_field(world, PRICED, name, facts)
    await add_field(world, PRICED, "margin", margin)
    registry = world.company.registry
    yield world
    world.company.replace(registry=registry)


def ruled(registry: Registry, rules: tuple[RuleSpec, ...]) -> Registry:
    spec = replace(registry[PRICED], rules=rules)
    return Registry({**registry.objects, PRICED: spec}, registry.version)


async def as_formula(work: Work, spec: ObjectSpec, node: Node, ids: list[Any]) -> list[bool]:
    """What SQL says of records that are there."""
    found = to_sql(
        node, lambda path: path_sql("t", spec, path), spec, presence=lambda path: presence_sql("t", spec, path)
    )
    rows = await work.fetch(
        f"SELECT {found} FROM unnest($1::uuid[]) WITH ORDINALITY AS i(id, place) JOIN record.{PRICED} t ON t.id = i.id"
        " ORDER BY i.place",
        ids,
    )
    return [row[0] is True for row in rows]


@settings(max_examples=60, derandomize=True)
@given(node=conditions, values=st.lists(records, min_size=1, max_size=6))
async def test_rule_and_formula_agree_on_money(priced: World, node: Node, values: list[dict[str, Any]]) -> None:
    note(repr(node))
    company, plain = priced.company, priced.company.registry
    created = [Change("create", values={"name": "a", **each}) for each in values]
    company.replace(registry=ruled(plain, ()))
    async with company.work(system()) as work:
        kept = await write(work, PRICED, created)
        told = await as_formula(work, company.registry[PRICED], node, [outcome.id for outcome in kept])
        touched = [Change("update", outcome.id, {"name": "b"}) for outcome in kept]
        company.replace(registry=ruled(plain, (RuleSpec("holds", node, ("name",)),)))
        anew = await write(work, PRICED, created, Options(partial=True))
        again = await write(work, PRICED, touched, Options(partial=True))
    assert [outcome.kind != "refuse" for outcome in anew] == told
    assert [outcome.kind != "refuse" for outcome in again] == told


async def test_amount_that_keeps_its_rate_is_compared_at_that_rate(priced: World) -> None:
    company, plain = priced.company, priced.company.registry
    dear = RuleSpec("dear", call("greater", Ref("x_price"), Decimal(700)), ("name",))
    company.replace(registry=ruled(plain, (dear,)))
    async with company.work(system()) as work:
        dollars = {"name": "a", "x_price": {"amount": "100", "currency": "USD"}}
        kept = (await write(work, PRICED, [Change("create", values=dollars)]))[0]
        await write(work, "exchange_rate", [Change("create", values={"currency": "USD", "rate": "6"})])
        again = await write(work, PRICED, [Change("update", kept.id, {"name": "b"})], Options(partial=True))
        anew = await write(work, PRICED, [Change("create", values=dollars)], Options(partial=True))
        found = await work.fetch("SELECT id FROM record.exchange_rate WHERE currency = 'USD' AND rate = 6")
        await write(work, "exchange_rate", [Change("delete", found[0][0])])
    assert (again[0].kind, anew[0].kind) == ("update", "refuse")
