"""Finding records of every object: filters, order, pages, groups, measures, search. REC-6, REC-8."""

import json
from decimal import Decimal
from itertools import pairwise
from typing import Any

import httpx
import pytest

from guanxi.engine.store.columns import SYSTEM_FIELDS
from guanxi.kernel.fields.kinds import KINDS
from guanxi.kernel.specs import FieldSpec, ObjectSpec
from tests.contract.objects import OBJECTS
from tests.contract.samples import record_of, required_of
from tests.contract.worlds import World
from tests.properties.meaning import comparable, kind_of, matches, operators, plain

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("name", OBJECTS)]
Records = list[dict[str, Any]]


async def several(world: World, name: str) -> Records:
    """Four records, one of them with as little as can be, as they are read afterwards."""
    registry = world.company.registry
    rows = [record_of(registry, registry[name], number, world.ids) for number in range(3)]
    rows.append(required_of(registry, registry[name], 4, world.ids))
    made = (await world.create(name, rows))["records"]
    admin = await world.client("admin")
    return [(await admin.get(f"/records/{name}/{record['id']}")).json() for record in made]


def asked(spec: ObjectSpec) -> dict[str, FieldSpec]:
    """The fields that can stand in a filter."""
    return {name: each for name, each in spec.fields.items() if each.kind != "lines"}


def among(records: Records) -> dict[str, Any]:
    return {"field": "id", "op": "in", "value": [record["id"] for record in records]}


def wished(each: FieldSpec, op: str, value: Any) -> Any:
    """What to compare with, made from a value that is there."""
    value = plain(value)
    if op in ("contains", "starts", "not_contains"):
        return str(value)[:4]
    return [value] if op in ("in", "not_in") else value


def conditions(spec: ObjectSpec, record: dict[str, Any]) -> Records:
    """A condition with every operator of every field, with the values of this record."""
    return [
        {"field": name, "op": op, "value": True if op in ("is_set", "is_empty") else wished(each, op, record[name])}
        for name, each in asked(spec).items()
        for op in operators(each)
        if record[name] is not None or op in ("is_set", "is_empty")
    ]


async def listed(admin: httpx.AsyncClient, name: str, tree: dict[str, Any]) -> set[str]:
    answer = await admin.get(f"/records/{name}", params={"filter": json.dumps(tree), "fields": "id", "limit": 500})
    assert answer.status_code == 200, (tree, answer.text)
    return {record["id"] for record in answer.json()["records"]}


async def test_every_operator_of_every_field_finds_what_it_says(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    records = await several(world, name)
    wrong: list[Any] = []
    for condition in conditions(spec, records[1]):
        found = await listed(admin, name, {"and": [among(records), condition]})
        right = {record["id"] for record in records if matches(spec.fields, condition, record)}
        wrong += [] if found == right else [(condition, found, right)]
    assert wrong == []


async def test_operator_that_does_not_fit_is_refused(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    every = {op for kind in KINDS.values() for op in kind.operators}
    unfit = [
        {"field": field, "op": op, "value": "1"}
        for field, each in asked(spec).items()
        for op in (every | {"like", "=", ""}) - set(KINDS[kind_of(each)].operators)
    ]
    answers = [await admin.get(f"/records/{name}", params={"filter": json.dumps(condition)}) for condition in unfit]
    codes = {(answer.status_code, answer.json()["errors"][0]["code"]) for answer in answers}
    assert codes == {(400, "unknown_operator")}


def sortable(spec: ObjectSpec) -> list[str]:
    own = [field for field, each in spec.fields.items() if KINDS[each.kind].is_sortable and each.kind != "lines"]
    return [*own, *(field for field in SYSTEM_FIELDS if field != "deleted_at")]


async def paged(admin: httpx.AsyncClient, name: str, sort: str, records: Records) -> Records:
    """The records in an order, read two by two."""
    asked_for: dict[str, Any] = {"filter": json.dumps(among(records)), "sort": sort, "limit": 2, "count": "exact"}
    found: Records = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await admin.get(f"/records/{name}", params={**asked_for, "cursor": cursor})
        assert answer.status_code == 200, (sort, answer.text)
        assert answer.json()["total"] == len(records)
        found += answer.json()["records"]
        cursor = answer.json()["next_cursor"]
    return found


def in_order(spec: ObjectSpec, field: str, records: Records) -> bool:
    """Whether records ascend by a field of numbers, days or moments; other kinds have an order of their own."""
    each = spec.fields.get(field) or SYSTEM_FIELDS[field]
    if kind_of(each) not in ("number", "decimal", "percent", "date", "date_time", "duration", "rating"):
        return True
    values = [comparable(each, record[field]) for record in records if record[field] is not None]
    return all(one <= other for one, other in pairwise(values))


async def test_every_sortable_field_gives_every_record_once_both_ways(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    records = await several(world, name)
    for field in sortable(spec):
        ascending = await paged(admin, name, field, records)
        descending = await paged(admin, name, f"-{field}", records)
        assert sorted(record["id"] for record in ascending) == sorted(record["id"] for record in records), field
        assert descending == ascending[::-1], field
        emptiness = [record[field] is not None for record in ascending]
        assert emptiness == sorted(emptiness), field
        assert in_order(spec, field, ascending), field


async def test_other_fields_are_not_sorted_by(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    others = [*(set(spec.fields) - set(sortable(spec))), "nonsense", "id.id", "-"]
    answers = [await admin.get(f"/records/{name}", params={"sort": field}) for field in others]
    assert {answer.status_code for answer in answers} == {400}


async def grouped(admin: httpx.AsyncClient, name: str, asked_for: dict[str, Any]) -> list[dict[str, Any]]:
    answer = await admin.post(f"/records/{name}/aggregate", json=asked_for)
    assert answer.status_code == 200, (asked_for, answer.text)
    return answer.json()["groups"]


async def test_groups_of_every_field_count_every_record(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    records = await several(world, name)
    for field, each in asked(spec).items():
        answer = await admin.post(
            f"/records/{name}/aggregate", json={"group": [{"field": field}], "filter": among(records)}
        )
        is_groupable = KINDS[kind_of(each)].is_groupable
        assert answer.status_code == (200 if is_groupable else 400), (field, answer.text)
        counts = {group["keys"][0]: group["values"][0] for group in answer.json().get("groups", ())}
        right = {_key(record[field]): 0 for record in records} if is_groupable else {}
        for record in records if is_groupable else ():
            right[_key(record[field])] += 1
        assert {_day(key): count for key, count in counts.items()} == right, field


def _key(value: Any) -> str | None:
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else _day(str(value))


def _day(key: str | None) -> str | None:
    return key.replace(" ", "T").replace("+00:00", "+00") if key else key


async def test_every_measure_of_every_field_is_right(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    records = await several(world, name)
    for field, each in asked(spec).items():
        for function in KINDS[kind_of(each)].measures:
            measure = [{"function": function, "field": field}]
            groups = await grouped(admin, name, {"measures": measure, "filter": among(records)})
            values = [_number(record[field]) for record in records if record[field] is not None]
            assert _number(groups[0]["values"][0]) == measured(function, values), (field, function)


def measured(function: str, values: list[Any]) -> Any:
    if not values:
        return None
    if function == "avg":
        return round(sum(values, Decimal(0)) / len(values), 6).normalize()
    return {"sum": sum, "min": min, "max": max}[function](values)


def _number(value: Any) -> Any:
    if value is None:
        return None
    text = str(plain(value))
    return Decimal(text).normalize() if text.lstrip("-").replace(".", "", 1).isdigit() else _day(text)


async def test_title_is_found_in_the_box_the_picker_and_the_list(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    record = (await several(world, name))[2]
    title = plain(record[spec.title])
    asked_for = [
        ("/search", {"q": title, "objects": name, "limit": 100}, "hits"),
        ("/search", {"q": title.upper(), "limit": 100}, "hits"),
        (f"/lookup/{name}", {"q": title, "limit": 50}, "hits"),
        (f"/records/{name}", {"q": title, "limit": 500, "sort": "-created_at"}, "records"),
    ]
    answers = [(await admin.get(path, params=params)).json()[part] for path, params, part in asked_for]
    assert [sum(hit["id"] == record["id"] for hit in hits) for hits in answers] == [1] * 4
    assert {hit["title"] for hits in answers[:3] for hit in hits if hit["id"] == record["id"]} == {title}


async def test_deleted_record_is_found_no_more_and_restored_one_again(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    record = (await several(world, name))[2]
    title = plain(record[spec.title])
    counts: list[int] = []
    for method, path in (("DELETE", f"/records/{name}"), ("POST", f"/records/{name}/restore")):
        await admin.request(method, path, json={"ids": [record["id"]]})
        hits = (await admin.get("/search", params={"q": title, "objects": name, "limit": 100})).json()["hits"]
        counts.append(sum(hit["id"] == record["id"] for hit in hits))
    assert counts == [0, 1]


async def test_only_the_asked_fields_come_and_references_expand(world: World, name: str) -> None:
    spec, admin = world.company.registry[name], await world.client("admin")
    record = (await several(world, name))[1]
    references = [field for field, each in spec.fields.items() if each.kind in ("reference", "multi_reference")]
    expand = ",".join([*references, "created_by", "updated_by"])
    answer = await admin.get(f"/records/{name}/{record['id']}", params={"fields": spec.title, "expand": ""})
    assert answer.json() == {field: record[field] for field in ("id", "version", spec.title)}
    found = (await admin.get(f"/records/{name}/{record['id']}", params={"expand": expand})).json()
    for field in (*references, "created_by", "updated_by"):
        parts = found[field] if isinstance(found[field], list) else [found[field]] if found[field] else []
        ids = record[field] if isinstance(record[field], list) else [record[field]] if record[field] else []
        assert [part["id"] for part in parts] == ids
        assert all(part["title"] for part in parts), field
