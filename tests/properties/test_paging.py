"""Pages of any size in any order give every record once, whatever is written meanwhile: REC-6, INT-1."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import uuid4

import httpx
import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.specs import FieldSpec
from tests.contract.worlds import EVERYTHING, World
from tests.properties.test_filters import REFERRED, two_of, value

pytestmark = pytest.mark.anyio
ROWS = 40
SIZES = (1, 2, 3, 7, 13, 39, 40, 41, 500)
Record = dict[str, Any]


class Rows(dict[str, Record]):
    """Rows by their ids, which a failure does not print."""

    def __repr__(self) -> str:
        return "the rows"


@pytest.fixture(scope="module")
async def rows(anyio_backend: str, world: World) -> Rows:
    """Rows of an object with a field of every kind, in which values repeat and are empty."""
    spec = world.company.registry[EVERYTHING]
    written = [each for each in spec.fields.values() if not each.is_computed and each.group != "ownership"]
    # Unique texts and names are told apart by more than those of another module's rows.
    fresh = {name: await two_of(world, name) for name in REFERRED}  # others delete what all tests share
    ids = {**world.ids, **fresh}
    made = [{each.name: _own(each, value(each, row * 7 % 24, ids), row) for each in written} for row in range(ROWS)]
    return Rows({record["id"]: record for record in (await world.create(EVERYTHING, made))["records"]})


def _own(each: FieldSpec, given: Any, row: int) -> Any:
    return f"{given or 'paged'} of {row}" if each.unique else given


def sortable(world: World) -> list[str]:
    fields = world.company.registry[EVERYTHING].fields.values()
    return [*("id", "created_at", "version"), *(each.name for each in fields if KINDS[each.kind].is_sortable)]


def mine(rows: Rows, *more: Record) -> str:
    """The filter for the rows of this module."""
    return json.dumps({"and": [{"field": "id", "op": "in", "value": list(rows)}, *more]})


async def pages(client: httpx.AsyncClient, name: str, asked: Record, sizes: Sequence[int]) -> list[list[str]]:
    """The ids of all pages, whose sizes follow one another."""
    found: list[list[str]] = []
    cursor = ""
    while cursor is not None:
        limit = sizes[len(found) % len(sizes)]
        answer = await client.get(f"/records/{name}", params={**asked, "limit": limit, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        page = answer.json()
        found.append([record["id"] for record in page["records"]])
        assert len(found[-1]) <= limit
        assert page["next_cursor"] is None or len(found[-1]) == limit
        cursor = page["next_cursor"]
    return found


keys = st.lists(st.tuples(st.integers(0, 99), st.booleans()), min_size=1, max_size=4)
sizes = st.lists(st.sampled_from(SIZES), min_size=1, max_size=4)


def order(world: World, wished: list[tuple[int, bool]]) -> str:
    names = sortable(world)
    return ",".join(("-" if falls else "") + names[place % len(names)] for place, falls in wished)


@settings(max_examples=60, derandomize=True)
@given(wished=keys, sizes=sizes)
async def test_pages_of_any_order_and_size_join_to_the_whole_list(
    world: World, rows: Rows, wished: list[tuple[int, bool]], sizes: list[int]
) -> None:
    admin = await world.client("admin")
    asked = {"filter": mine(rows), "fields": "id", "sort": order(world, wished)}
    note(asked["sort"])
    [whole] = await pages(admin, EVERYTHING, asked, [500])
    assert sorted(whole) == sorted(rows)
    joined = [record_id for page in await pages(admin, EVERYTHING, asked, sizes) for record_id in page]
    assert joined == whole


@settings(max_examples=30, derandomize=True)
@given(place=st.integers(0, 99), sizes=sizes)
async def test_falling_order_is_the_rising_one_reversed(world: World, rows: Rows, place: int, sizes: list[int]) -> None:
    admin = await world.client("admin")
    asked = {"filter": mine(rows), "fields": "id"}
    name = order(world, [(place, False)])
    rising = [each for page in await pages(admin, EVERYTHING, {**asked, "sort": name}, sizes) for each in page]
    falling = [each for page in await pages(admin, EVERYTHING, {**asked, "sort": f"-{name}"}, sizes) for each in page]
    assert falling == rising[::-1]


@settings(max_examples=25, derandomize=True)
@given(place=st.integers(0, 99), falls=st.booleans(), size=st.sampled_from((1, 2, 3, 7)), start=st.integers(0, 9))
async def test_filtered_pages_join_too(
    world: World, rows: Rows, place: int, falls: bool, size: int, start: int
) -> None:
    admin = await world.client("admin")
    condition = (
        {"field": "x_number", "op": "is_set"} if start % 2 else {"field": "name", "op": "contains", "value": "a"}
    )
    asked = {"filter": mine(rows, condition), "fields": "id", "sort": order(world, [(place, falls)])}
    [whole] = await pages(admin, EVERYTHING, asked, [500])
    joined = [each for page in await pages(admin, EVERYTHING, asked, [size]) for each in page]
    assert joined == whole


steps = st.lists(
    st.tuples(st.sampled_from(("add", "add", "delete", "edit")), st.integers(0, 99), st.integers(0, 30)), max_size=6
)


@settings(max_examples=20, derandomize=True)
@given(
    steps=st.lists(steps, min_size=3, max_size=6),
    size=st.sampled_from((1, 2, 3, 5)),
    sort=st.sampled_from(("employees", "-employees", "name", "-name", "id", "-created_at", "-revenue,employees")),
)
async def test_no_record_comes_twice_or_gets_lost_while_others_write(
    world: World, steps: list[list[tuple[str, int, int]]], size: int, sort: str
) -> None:
    admin = await world.client("admin")
    mark = uuid4().hex
    first = [_account(mark, number) for number in range(12)]
    stay = {record["id"] for record in (await world.create("account", first))["records"]}
    coming: list[str] = []
    seen: list[str] = []
    cursor, turn = "", 0
    asked = {"filter": json.dumps({"field": "description", "op": "eq", "value": mark}), "fields": "id", "sort": sort}
    while cursor is not None:
        answer = await admin.get("/records/account", params={**asked, "limit": size, "cursor": cursor})
        page = answer.json()
        seen += [record["id"] for record in page["records"]]
        cursor = page["next_cursor"]
        await write_between(world, mark, steps[turn] if turn < len(steps) else [], coming)
        turn += 1
    assert len(seen) == len(set(seen))
    assert stay <= set(seen)


def _account(mark: str, number: int) -> Record:
    amount = {"amount": f"{number % 3}.00", "currency": "CNY"}
    values = {"name": f"paged {number % 5}", "employees": number % 4 or None, "revenue": amount if number % 2 else None}
    return {**values, "description": mark}


async def write_between(world: World, mark: str, steps: list[tuple[str, int, int]], coming: list[str]) -> None:
    """Adds, deletes and edits records that come later; those that were there at first stay as they are."""
    admin = await world.client("admin")
    for kind, place, number in steps:
        if kind == "add" or not coming:
            coming.append((await world.create("account", _account(mark, number)))["id"])
        elif kind == "delete":
            await admin.delete(f"/records/account/{coming.pop(place % len(coming))}")
        else:
            await admin.patch(f"/records/account/{coming[place % len(coming)]}", json={"phone": "+8613800138000"})


@settings(max_examples=10, derandomize=True)
@given(size=st.integers(1, 7), counts=st.lists(st.integers(1, 6), max_size=4))
async def test_timeline_keeps_what_happened_at_one_moment(world: World, size: int, counts: list[int]) -> None:
    admin = await world.client("admin")
    account = await world.create("account", {"name": "joined"})
    made = {account["id"]}
    for count in counts:
        rows = [{"name": f"At once {number}", "account": account["id"]} for number in range(count)]
        made |= {record["id"] for record in (await world.create("contact", rows))["records"]}
    found: list[str] = []
    cursor = ""
    while cursor is not None:
        asked = {"limit": size, "cursor": cursor}
        answer = await admin.get(f"/records/account/{account['id']}/timeline", params=asked)
        found += [entry["id"] for entry in answer.json()["entries"]]
        cursor = answer.json()["next_cursor"]
    assert sorted(found) == sorted(made)


@settings(max_examples=12, derandomize=True)
@given(size=st.integers(1, 7), count=st.integers(0, 20))
async def test_trail_of_a_record_joins_too(world: World, size: int, count: int) -> None:
    admin = await world.client("admin")
    made = await world.create("account", {"name": "trailed"})
    address = f"/records/account/{made['id']}"
    for number in range(count):
        await admin.patch(address, json={"employees": number})
    for tail, part in (("history", "changes"), ("timeline", "entries")):
        found: list[str] = []
        cursor = ""
        while cursor is not None:
            answer = await admin.get(f"{address}/{tail}", params={"limit": size, "cursor": cursor})
            found += [each["change_set"] for each in answer.json()[part]]
            cursor = answer.json()["next_cursor"]
        assert len(found) == len(set(found)) == count + 1
