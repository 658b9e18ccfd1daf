"""Broken, huge and hostile filters, orders, groups and cursors are refused with a reason: REC-6, INT-1, ACC-9."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import httpx
import pytest

from tests.attacks.judging import HAN, first_code, refused, written
from tests.contract.worlds import World

pytestmark = pytest.mark.anyio
NAMED = {"field": "name", "op": "contains", "value": "a"}
SQL = (
    "name'; DROP TABLE record.account; --",
    'name" OR 1=1 --',
    "id) FROM record.account; SELECT pg_sleep(9) --",
    "(SELECT hash FROM engine.credential LIMIT 1)",
    "name/**/UNION/**/SELECT",
    "name\\",
    "$1",
    "name::text",
    "__class__",
    "fields.name",
)


def nested(depth: int) -> str:
    return '{"not":' * depth + "{}" + "}" * depth


BROKEN = {
    "cut off": ('{"field": "name"', "not_json"),
    "no JSON": ("name = 1", "not_json"),
    "a text": ('"name"', "filter_not_an_object"),
    "a list": ("[]", "filter_not_an_object"),
    "a number": ("7", "filter_not_an_object"),
    "not a number": ('{"field": "employees", "op": "gt", "value": NaN}', "not_json"),
    "infinity": ('{"field": "employees", "op": "gt", "value": Infinity}', "not_json"),
    "beyond all numbers": ('{"field": "employees", "op": "gt", "value": 1e400}', "not_json"),
    "a lone surrogate": (r'{"field": "name", "op": "eq", "value": "\ud800"}', "not_json"),
    "a thousand deep": (nested(1_000), "filter_too_large"),
    "a hundred thousand deep": (nested(100_000), "not_json"),
    "a wide one": (json.dumps({"or": [NAMED] * 10_000}), "filter_too_large"),
    "an unknown join": ('{"xor": []}', "filter_unknown_part"),
    "two joins": ('{"and": [], "or": []}', "filter_unknown_part"),
    "parts that are no list": ('{"and": {}}', "filter_parts_not_a_list"),
    "a field that is no text": ('{"field": 7}', "filter_condition"),
    "more than a condition has": ('{"field": "name", "op": "eq", "value": "a", "sql": "x"}', "filter_condition"),
    "an unknown field": ('{"field": "nonsense", "value": 1}', "unknown_field"),
    "an unknown operator": ('{"field": "name", "op": "like", "value": "a"}', "unknown_operator"),
    "an operator of another kind": ('{"field": "employees", "op": "contains", "value": "a"}', "unknown_operator"),
    "a text for a number": ('{"field": "employees", "op": "gt", "value": "many"}', "not_a_number"),
    "a list for a number": ('{"field": "employees", "op": "gt", "value": [1]}', "not_a_number"),
    "an object for a text": ('{"field": "name", "op": "eq", "value": {}}', "not_text"),
    "a number beyond the column": ('{"field": "employees", "op": "gt", "value": "9223372036854775808"}', "not_whole"),
    "a number of many digits": (f'{{"field": "revenue", "op": "gt", "value": "{"9" * 5000}"}}', "not_a_number"),
    "a tiny number": ('{"field": "revenue", "op": "gt", "value": "1e-999999999"}', "not_a_number"),
    "a day that is none": ('{"field": "customer_since", "op": "eq", "value": "2026-02-30"}', "not_a_date"),
    "a day after all days": ('{"field": "customer_since", "op": "eq", "value": "10000-01-01"}', "not_a_date"),
    "an unknown period": ('{"field": "customer_since", "op": "within", "value": "last_era"}', "unknown_period"),
    "a choice that is none": ('{"field": "industry", "op": "eq", "value": "piracy"}', "unknown_choice"),
    "no list of values": ('{"field": "industry", "op": "in", "value": "retail"}', "value_not_a_list"),
    "too many values": (
        json.dumps({"field": "industry", "op": "in", "value": ["retail"] * 1_001}),
        "value_not_a_list",
    ),
    "a NUL": (r'{"field": "name", "op": "eq", "value": "a\u0000b"}', "control_character"),
    "a NUL in a pattern": (r'{"field": "name", "op": "contains", "value": "a\u0000b"}', "value_missing"),
    "an id that is none": ('{"field": "owner", "op": "eq", "value": "7"}', "not_an_id"),
    "a path into nowhere": ('{"field": "parent.parent.parent.parent.name", "op": "eq", "value": "a"}', "unknown_field"),
    "a part that is none": ('{"field": "address.planet", "op": "eq", "value": "a"}', "unknown_field"),
}


@pytest.mark.parametrize(("text", "code"), BROKEN.values(), ids=BROKEN.keys())
async def test_broken_filter_is_refused_with_its_reason(admin: httpx.AsyncClient, text: str, code: str) -> None:
    answer = await admin.post("/records/account/aggregate", content=f'{{"filter": {text}}}'.encode())
    assert first_code(answer) == code


@pytest.mark.parametrize(
    ("text", "code"), [pair for pair in BROKEN.values() if len(pair[0]) < 20_000], ids=lambda each: str(each)[:30]
)
async def test_broken_filter_of_a_list_is_refused_too(admin: httpx.AsyncClient, text: str, code: str) -> None:
    assert first_code(await admin.get("/records/account", params={"filter": text})) == code


@pytest.mark.parametrize("language", ["zh-CN", "zh-TW"])
async def test_refusal_speaks_the_callers_language(admin: httpx.AsyncClient, language: str) -> None:
    asked = {"filter": '{"field": "employees", "op": "gt", "value": "many"}'}
    problem = refused(await admin.get("/records/account", params=asked, headers={"Accept-Language": language}))
    assert all(HAN.search(text) for text in (problem["title"], problem["detail"], problem["errors"][0]["message"]))


@pytest.mark.parametrize("name", SQL)
async def test_sql_for_a_name_is_an_unknown_field(world: World, admin: httpx.AsyncClient, name: str) -> None:
    before = await written(world)
    body: dict[str, Any] = {"object": "account", "format": "csv"}
    answers = [
        await admin.get("/records/account", params={"sort": name}),
        await admin.get("/records/account", params={"sort": f"-{name}"}),
        await admin.get("/records/account", params={"fields": name}),
        await admin.get("/records/account", params={"expand": name}),
        await admin.get("/records/account", params={"filter": json.dumps({"field": name, "value": "a"})}),
        await admin.post("/records/account/aggregate", json={"group": [{"field": name}]}),
        await admin.post("/records/account/aggregate", json={"group": [{"field": "created_at", "by": name}]}),
        await admin.post("/records/account/aggregate", json={"measures": [{"function": "sum", "field": name}]}),
        await admin.post("/records/account/aggregate", json={"measures": [{"function": name, "field": "employees"}]}),
        await admin.post("/records/account", json={"name": "a", name: "b"}),
        await admin.patch("/records/account", json={"filter": {}, "values": {name: "b"}, "x": 1}),
        await admin.post("/exports", json={**body, "fields": [name]}),
        await admin.post("/exports", json={**body, "filter": {"field": name, "value": "a"}}),
    ]
    bulk = answers.pop(10)
    assert (bulk.status_code, bulk.json()["changed"]) == (200, 0)
    assert [refused(answer)["status"] for answer in answers]
    assert [answer.status_code for answer in answers if answer.status_code >= 500] == []
    assert (await admin.get("/records/account", params={"q": name})).status_code == 200
    assert (await admin.get("/search", params={"q": name, "objects": name})).json() == {"hits": []}
    assert (await written(world))[3:] == before[3:]


@pytest.mark.parametrize("name", [*SQL, "account%00", "..", "engine.session", "pg_catalog"])
async def test_sql_for_an_object_is_not_found(admin: httpx.AsyncClient, name: str) -> None:
    path = name.replace("/", "%2F")
    answer = await admin.get(f"/records/{path}")
    assert refused(answer, 404, 400)["code"] in ("no_such_object", "no_such_address", "malformed")


async def test_cursor_of_another_list_is_refused(world: World, admin: httpx.AsyncClient) -> None:
    asked: dict[str, Any] = {"limit": 1, "sort": "name"}
    await world.create("account", [{"name": f"cursor {number}"} for number in range(3)])
    cursor = (await admin.get("/records/account", params=asked)).json()["next_cursor"]
    assert (await admin.get("/records/account", params={**asked, "cursor": cursor})).status_code == 200
    others = [
        await admin.get("/records/contact", params={**asked, "cursor": cursor}),
        await admin.get("/records/account", params={**asked, "cursor": cursor, "sort": "-name"}),
        await admin.get("/records/account", params={**asked, "cursor": cursor, "sort": "employees"}),
        await admin.get("/records/account", params={**asked, "cursor": cursor, "filter": json.dumps(NAMED)}),
        await admin.get("/records/account", params={**asked, "cursor": cursor, "q": "cursor"}),
        await admin.get("/records/account", params={**asked, "cursor": cursor, "deleted": "true"}),
    ]
    assert [first_code(answer) for answer in others] == ["bad_cursor"] * 6


async def test_tampered_cursor_is_refused_or_harmless(world: World, admin: httpx.AsyncClient) -> None:
    asked: dict[str, Any] = {"limit": 1, "sort": "-employees"}
    await world.create("account", [{"name": f"tampered {number}", "employees": number} for number in range(3)])
    cursor = (await admin.get("/records/account", params=asked)).json()["next_cursor"]
    tampered = [cursor[:place] + letter + cursor[place + 1 :] for place in range(len(cursor)) for letter in "A_z"]
    answers = [await admin.get("/records/account", params={**asked, "cursor": each}) for each in tampered]
    assert {answer.status_code for answer in answers} <= {200, 400}
    mark, *values = json.loads(urlsafe_b64decode(cursor + "=="))
    naught = urlsafe_b64encode(json.dumps([mark, *("\x00" for _ in values)]).encode()).decode()
    typed = urlsafe_b64encode(json.dumps([mark, *("fifty" for _ in values)]).encode()).decode()
    rubbish = [naught, typed, "x", "=", "null", "W10", "e30", "%00", "😀", "A" * 50_000, "WyJhIiwxXQ", "MQ", "Ww"]
    worse = [await admin.get("/records/account", params={**asked, "cursor": each}) for each in rubbish]
    assert [first_code(answer) for answer in worse] == ["bad_cursor"] * len(rubbish)


@pytest.mark.parametrize("path", ["/records/account/{id}/history", "/records/account/{id}/timeline", "/changes"])
async def test_rubbish_for_the_cursor_of_a_trail_is_refused(world: World, admin: httpx.AsyncClient, path: str) -> None:
    address = path.replace("{id}", world.ids["account"][0])
    for cursor in ("x", "-1", "1e9", "9" * 40, "2026-13-01", "' OR 1=1", "\x00"):
        refused(await admin.get(address, params={"cursor": cursor}), 400)


@pytest.mark.parametrize("limit", ["0", "-1", "501", "1e3", "x", "9" * 5000, "١", "1.5", " ", "NaN"])
async def test_limit_that_is_none_is_refused(admin: httpx.AsyncClient, limit: str) -> None:
    assert first_code(await admin.get("/records/account", params={"limit": limit})) == "bad_number"


@pytest.mark.parametrize(
    "asked",
    [
        {"group": "name"},
        {"group": [7]},
        {"group": [{"field": "industry"}] * 4},
        {"group": [{"field": "description"}]},
        {"group": [{"field": ["name"]}]},
        {"group": [{"field": "customer_since", "by": ["month"]}]},
        {"group": [{"field": "customer_since", "by": "aeon"}]},
        {"measures": [{"function": "sum", "field": "name"}]},
        {"measures": [{"function": ["sum"], "field": "revenue"}]},
        {"measures": [{"function": "median", "field": "revenue"}]},
        {"measures": [{"function": "count"}] * 11},
        {"measures": [None]},
        {"limit": 0},
        {"limit": "all"},
        {"limit": 10**30},
        {"filter": "x"},
    ],
)
async def test_aggregate_that_cannot_be_is_refused(admin: httpx.AsyncClient, asked: dict[str, Any]) -> None:
    refused(await admin.post("/records/account/aggregate", json=asked))
