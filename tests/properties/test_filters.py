"""A filter means in the database what it means in plain Python: REC-6."""

import json
from dataclasses import dataclass
from typing import Any, cast

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from guanxi.kernel.specs import FieldSpec
from tests.contract.samples import MAKERS, Ids
from tests.contract.worlds import EVERYTHING, World
from tests.properties.meaning import kind_of, matches, operators, part_of, plain

pytestmark = pytest.mark.anyio
Record = dict[str, Any]
ROWS = 48
TEXTS = (
    *("Acme", "acme", "ACME 100%", "a_c", "abc", "back\\slash", "O'Neill", 'say "hi"', "Ärzte", "ärzte", "İstanbul"),
    *(
        "ΟΔΟΣ",
        "Straße",
        "竹盾科技有限公司",
        "竹",
        "台北市",
        "zhu dun",
        "👩‍🔬 lab",
        "مرحبا",
        "%",
        "_",
        "$1",
        "12345",
        "one two",
    ),
)
TEXT_KINDS = ("text", "long_text", "rich_text")
NUMBERS = ("0", "-1", "7", "1000000", "-42", "3")
VALUES: dict[str, tuple[Any, ...]] = {
    "number": (0, -1, 7, 2**62, -(2**62), 7),
    "decimal": ("0", "-0.5", "7.25", "99999999999999.99", "0.0001", "7.250"),
    "percent": ("0", "35", "35.5", "-3", "100", "35"),
    "money": ({"amount": "0.00", "currency": "CNY"}, {"amount": "-12.50", "currency": "USD"}, "12.50", "99", "1000000"),
    "boolean": (True, False),
    "date": ("0001-01-01", "2026-02-28", "2024-02-29", "9999-12-31", "2026-02-28"),
    "date_time": ("2026-02-28T23:59:59+00:00", "2026-03-01T00:00:00+08:00", "1970-01-01T00:00:00+00:00"),
    "duration": (0, 59, 3600, 86_400 * 400),
    "picklist": ("first", "second", "third"),
    "multi_picklist": (["first"], ["second", "third"], ["first", "second", "third"]),
    "tags": (["a"], ["b", "竹"], ["a", "b", "%"], ["x y"]),
    "rating": (1, 2, 5),
    "address": (
        {"city": "杭州"},
        {"city": "Berlin", "street": "Straße des 17. Juni"},
        {"country": "CN", "street": "a_b"},
    ),
}
REFERRED: dict[str, Record] = {"account": {"industry": "retail"}, "product": {}}
COMPUTED = ("auto_number", "formula", "roll_up")
TEXT_PART = FieldSpec("part", "text")
PARTS = {
    "address": ("city", "street"),
    "person_name": ("family", "full"),
    "reference": ("name",),
    "money": ("currency",),
}


def value(each: FieldSpec, row: int, ids: Ids) -> Any:
    """The value of a field in a row; every kind has rows without one."""
    step = sum(map(ord, each.name)) % 5 + 1
    if each.name != "name" and (row * step) % 6 == 0:
        return None
    if each.kind in TEXT_KINDS:
        return TEXTS[(row * step) % len(TEXTS)] + (f" {row}" if each.unique else "")
    if each.kind in ("reference", "multi_reference"):
        targets = ids[each.target or ""]
        return targets[row % 2] if each.kind == "reference" else targets[: 1 + row % 2]
    if each.kind in VALUES:
        return VALUES[each.kind][row % len(VALUES[each.kind])]
    return MAKERS[each.kind](each, row % 9, 500 + row)


class Rows(dict[str, Record]):
    """Rows by their ids, which a failure does not print."""

    def __repr__(self) -> str:
        return "the rows"


async def two_of(world: World, name: str) -> list[str]:
    rows = [REFERRED[name] | {"name": f"Behind {number}"} for number in range(2)]
    return [record["id"] for record in (await world.create(name, rows))["records"]]


@pytest.fixture(scope="module")
async def records(anyio_backend: str, world: World) -> Rows:
    """Rows of an object with a field of every kind, by their ids, references with the name behind them."""
    spec = world.company.registry[EVERYTHING]
    written = [each for each in spec.fields.values() if not each.is_computed and each.group != "ownership"]
    fresh = {name: await two_of(world, name) for name in REFERRED}  # others delete what all tests share
    rows = [{each.name: value(each, row, {**world.ids, **fresh}) for each in written} for row in range(ROWS)]
    made = (await world.create(EVERYTHING, rows))["records"]
    admin = await world.client("admin")
    names = {key: (await admin.get(f"/records/account/{key}")).json()["name"] for key in fresh["account"]}
    for record in made:
        record["x_reference.record"] = {"name": names[record["x_reference"]]} if record["x_reference"] else None
    return Rows({record["id"]: record for record in made})


@dataclass(frozen=True)
class Wish:
    """A condition before the rows are known: which field, operator and row, and which piece of the row's value."""

    field: int
    part: int
    op: int
    row: int
    start: int
    length: int


WISHES = st.builds(Wish, *(st.integers(0, most) for most in (99, 2, 11, ROWS - 1, 9, 5)))
TREES = st.recursive(
    WISHES,
    lambda parts: st.one_of(
        st.lists(parts, max_size=3).map(lambda found: {"and": found}),
        st.lists(parts, max_size=3).map(lambda found: {"or": found}),
        parts.map(lambda found: {"not": found}),
    ),
    max_leaves=6,
)


def meant(wish: Any, fields: dict[str, FieldSpec], rows: list[Record]) -> Record:
    """The filter that a wish means for these rows."""
    if isinstance(wish, Wish):
        return _condition(wish, list(fields.values())[wish.field % len(fields)], rows[wish.row])
    join, parts = next(iter(cast("dict[str, Any]", wish).items()))
    if join == "not":
        return {"not": meant(parts, fields, rows)}
    return {join: [meant(part, fields, rows) for part in parts]}


def _condition(wish: Wish, each: FieldSpec, row: Record) -> Record:
    parts = ("", *(PARTS.get(each.kind, ()) if each.kind != "reference" or f"{each.name}.record" in row else ()))
    part = parts[wish.part % len(parts)]
    found: Any = row[f"{each.name}.record" if part == "name" else each.name]
    seen = part_of(found, part) if part else plain(found)
    asked = TEXT_PART if part else each
    op = operators(asked)[wish.op % len(operators(asked))]
    path = f"{each.name}.{part}" if part else each.name
    return {"field": path, "op": op, "value": _wished(wish, asked, op, seen)}


def _wished(wish: Wish, each: FieldSpec, op: str, seen: Any) -> Any:
    """What to compare with, mostly something that a row has."""
    if op in ("is_set", "is_empty"):
        return (True, False, None)[wish.start % 3]
    if op in ("contains", "not_contains", "starts"):
        return _piece(wish, str(seen if seen is not None else "a"))
    if seen is None:
        seen = {"money": "0", "multi_picklist": "first", "tags": "a", "address": "杭州"}.get(
            kind_of(each), _first(kind_of(each))
        )
    return [seen] * (wish.length + 1) if op in ("in", "not_in") else seen


def _piece(wish: Wish, text: str) -> str:
    """A part of a text, in one case or the other, or a sign that means something in a pattern."""
    piece = text[wish.start % len(text) :][: wish.length + 1]
    shown = piece.upper() if wish.row % 2 and len(piece.upper()) == len(piece) else piece
    return shown if shown.strip() else ("%", "_", "\\")[wish.start % 3]


def _first(kind: str) -> Any:
    if kind in ("reference", "multi_reference"):
        return "01890000-0000-7000-8000-000000000000"
    return VALUES.get(kind, ("7",))[0]


@settings(max_examples=200)
@given(wish=TREES)
async def test_filter_finds_what_it_means(world: World, records: Rows, wish: Any) -> None:
    spec, admin = world.company.registry[EVERYTHING], await world.client("admin")
    fields = {name: each for name, each in spec.fields.items() if each.kind not in COMPUTED}
    tree = meant(wish, fields, list(records.values()))
    note(json.dumps(tree, ensure_ascii=False))
    mine = {"field": "created_at", "op": "ge", "value": min(record["created_at"] for record in records.values())}
    asked = {"filter": json.dumps({"and": [mine, tree]}), "fields": "id", "limit": 500, "count": "exact"}
    answer = await admin.get(f"/records/{EVERYTHING}", params=asked)
    assert answer.status_code == 200, answer.text
    found = {record["id"] for record in answer.json()["records"]}
    right = {key for key, record in records.items() if matches(fields, tree, record)}
    assert found == right
    assert answer.json()["total"] == len(right)
    counted = await admin.post(f"/records/{EVERYTHING}/aggregate", json={"filter": {"and": [mine, tree]}})
    assert counted.json()["groups"][0]["values"] == [len(right)]
