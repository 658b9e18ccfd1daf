"""Bodies that are too large, too deep, not JSON, or full of strange characters and numbers: REC-5, INT-1, ACC-9."""

import json
from typing import Any

import httpx
import pytest

from tests.attacks.judging import HAN, first_code, refused, written
from tests.attacks.raw import Body, ask
from tests.contract.worlds import EVERYTHING, World

pytestmark = pytest.mark.anyio
JSON = {"Content-Type": "application/json"}
MEGABYTE = b" " * 1_048_576
WRITES = ("/records/account", "/records/account/aggregate", "/views", "/exports", "/favourites", "/imports/mappings")
UNREADABLE = {
    "nothing but a bracket": b"[",
    "a text that never ends": b'{"name": "',
    "not a number": b'{"name": "a", "employees": NaN}',
    "infinity": b'{"name": "a", "employees": -Infinity}',
    "beyond all numbers": b'{"name": "a", "employees": 1e400}',
    "five thousand digits": b'{"name": "a", "employees": ' + b"9" * 5_000 + b"}",
    "a hundred thousand lists": b"[" * 100_000 + b"]" * 100_000,
    "a lone surrogate": rb'{"name": "\ud800"}',
    "surrogates in the wrong order": rb'{"name": "\udc00\ud800"}',
    "half a letter": b'{"name": "\xe7\xab"}',
    "a surrogate in bytes": b'{"name": "\xed\xa0\x80"}',
    "another encoding": '{"name": "竹盾"}'.encode("gbk"),
    "two bytes a letter": '{"name": "a"}'.encode("utf-16"),
    "single quotes": b"{'name': 'a'}",
    "a comma too many": b'{"name": "a",}',
    "a form": b"name=a&industry=retail",
    "parts of a form": b'--x\r\nContent-Disposition: form-data; name="name"\r\n\r\na\r\n--x--\r\n',
    "XML": b"<account><name>a</name></account>",
    "two documents": b'{"name": "a"}{"name": "b"}',
}


@pytest.mark.parametrize("content", UNREADABLE.values(), ids=UNREADABLE.keys())
@pytest.mark.parametrize("path", WRITES)
async def test_body_that_is_no_json_is_refused(admin: httpx.AsyncClient, path: str, content: bytes) -> None:
    answer = await admin.post(path, content=content, headers=JSON)
    assert refused(answer, 400)["code"] == "not_json"


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/xml", "image/png", "", "/;;"]
)
async def test_form_is_no_json_whatever_it_calls_itself(world: World, admin: httpx.AsyncClient, kind: str) -> None:
    before = await written(world)
    answer = await admin.post("/records/account", content=b"name=a", headers={"Content-Type": kind})
    assert refused(answer, 400)["code"] == "not_json"
    assert await written(world) == before


@pytest.mark.parametrize("path", WRITES[1:])
@pytest.mark.parametrize("content", [b"[]", b"7", b'"a"', b"null", b"true"])
async def test_json_that_is_no_object_is_refused(admin: httpx.AsyncClient, path: str, content: bytes) -> None:
    assert refused(await admin.post(path, content=content), 400)["code"] == "not_an_object"


@pytest.mark.parametrize("content", [b"7", b'"a"', b"null", b"[7]", b"[[]]", b'[{"name": "a"}, null]'])
async def test_records_that_are_none_are_refused(world: World, admin: httpx.AsyncClient, content: bytes) -> None:
    before = await written(world)
    assert refused(await admin.post("/records/account", content=content), 400)["code"] == "not_an_object"
    assert await written(world) == before


async def test_sixty_megabytes_are_refused_before_they_are_read(world: World, admin: httpx.AsyncClient) -> None:
    headers = {**dict(admin.headers), "Cookie": f"guanxi_session={admin.cookies['guanxi_session']}"}
    before = await written(world)
    for path in ("/records/account", f"/records/account/{world.ids['account'][0]}", "/exports"):
        method = "PATCH" if path.count("/") == 3 else "POST"
        body = Body([MEGABYTE] * 60)
        unannounced = await ask(world.application, method, f"/api/v1{path}", headers=headers, body=body)
        assert (unannounced.status, unannounced.json()["code"], body.taken) == (413, "body_too_large", 11)
        body = Body([MEGABYTE] * 60)
        announced = {**headers, "Content-Length": str(60 * len(MEGABYTE))}
        answer = await ask(world.application, method, f"/api/v1{path}", headers=announced, body=body)
        assert (answer.status, answer.json()["code"], body.taken) == (413, "body_too_large", 0)
    assert await written(world) == before


@pytest.mark.parametrize("path", ["/imports", "/records/account/{id}/files"])
async def test_file_of_sixty_megabytes_is_refused_and_leaves_nothing(
    world: World, admin: httpx.AsyncClient, path: str
) -> None:
    headers = {**dict(admin.headers), "Cookie": f"guanxi_session={admin.cookies['guanxi_session']}"}
    headers |= {"X-File-Name": "large.csv"}
    address = "/api/v1" + path.replace("{id}", world.ids["account"][0])
    body = Body([MEGABYTE] * 60)
    unannounced = await ask(world.application, "POST", address, headers=headers, body=body)
    assert (unannounced.status, unannounced.json()["code"], body.taken) == (413, "body_too_large", 51)
    body = Body([MEGABYTE] * 60)
    announced = {**headers, "Content-Length": str(60 * len(MEGABYTE))}
    answer = await ask(world.application, "POST", address, headers=announced, body=body)
    assert (answer.status, body.taken) == (413, 0)
    assert list(world.company.files_dir.glob("incoming-*")) == []


def deep(depth: int) -> Any:
    return json.loads('{"a":' * depth + "1" + "}" * depth)


@pytest.mark.parametrize("depth", [200, 300, 500, 900])
async def test_deep_json_in_a_field_is_kept_or_refused(world: World, admin: httpx.AsyncClient, depth: int) -> None:
    answer = await admin.post(f"/records/{EVERYTHING}", json={"name": "deep", "x_json": deep(depth)})
    assert answer.status_code in (201, 422), answer.text
    kept = {**{"x_json": deep(depth)}, "view": deep(depth)}
    others = [
        await admin.post("/records/account", json=kept, headers={"Idempotency-Key": f"deep {depth}"}),
        await admin.post("/views", json={"object": "account", "name": "deep", "filter": deep(depth)}),
        await admin.post("/views", json={"object": "account", "name": "deep", "widths": deep(depth)}),
        await admin.patch("/auth/me", json={"preferences": deep(depth)}),
        await admin.post("/imports/mappings", json={"name": "deep", "object": "account", "settings": deep(depth)}),
    ]
    assert [other.status_code for other in others if other.status_code >= 500] == []


@pytest.mark.parametrize("value", ['"\\ud800"', "9" * 400, "[NaN]", "[1e999]", '{"a": "\\u0000"}', "[" * 5_000, '"'])
async def test_json_written_as_text_is_read_with_the_same_care(admin: httpx.AsyncClient, value: str) -> None:
    answer = await admin.post(f"/records/{EVERYTHING}", json={"name": "json", "x_json": value})
    assert refused(answer)["errors"][0]["field"] == "x_json"


async def test_of_a_key_that_comes_twice_the_last_counts(admin: httpx.AsyncClient) -> None:
    made = await admin.post("/records/account?duplicates=allow", content=b'{"name": "first", "name": "second"}')
    assert (made.status_code, made.json()["name"]) == (201, "second")
    twice = await admin.get("/records/account", params={"filter": '{"field": "name", "field": "nonsense"}'})
    assert first_code(twice) == "unknown_field"


NUMBERS: tuple[Any, ...] = (
    *("9" * 5000, "1e400", "1e999999999999", "1e-999999999", "-1e-400", "NaN", "Infinity", "-inf", "0x10"),
    *(" " * 100_000, "1" + " " * 100_000 + "x", "1,0,0", "--1", "1e", True, [1], {"a": 1}, 1e300),
)
NUMBER_FIELDS = ("x_number", "x_decimal", "x_percent", "x_money", "x_duration", "x_rating")


@pytest.mark.parametrize("value", NUMBERS, ids=lambda each: repr(each)[:20])
async def test_number_that_is_none_is_told_to_its_field(world: World, admin: httpx.AsyncClient, value: Any) -> None:
    before = await written(world)
    answers = [await admin.post(f"/records/{EVERYTHING}", json={"name": "n", name: value}) for name in NUMBER_FIELDS]
    assert [refused(answer)["errors"][0]["field"] for answer in answers] == list(NUMBER_FIELDS)
    money = await admin.post(f"/records/{EVERYTHING}", json={"name": "n", "x_money": {"amount": value}})
    assert refused(money)["errors"][0]["field"] == "x_money"
    place = {"latitude": value, "longitude": "1"}
    assert refused(await admin.post(f"/records/{EVERYTHING}", json={"name": "n", "x_location": place}))
    assert await written(world) == before


@pytest.mark.parametrize("amount", ["1e27", "9" * 29 + ".99", "-" + "9" * 30, "0." + "0" * 29 + "1"])
async def test_largest_numbers_are_kept_exactly(admin: httpx.AsyncClient, amount: str) -> None:
    made = await admin.post(f"/records/{EVERYTHING}", json={"name": "large", "x_decimal": amount, "x_money": amount})
    assert made.status_code == 201, made.text
    kept = (await admin.get(f"/records/{EVERYTHING}/{made.json()['id']}")).json()
    assert kept["x_decimal"] == made.json()["x_decimal"]
    found = {"filter": json.dumps({"field": "x_decimal", "op": "eq", "value": amount}), "fields": "id"}
    assert [made.json()["id"]] == [
        each["id"] for each in (await admin.get(f"/records/{EVERYTHING}", params=found)).json()["records"]
    ]


async def test_foreign_money_beyond_all_rates_is_no_fault_of_ours(admin: httpx.AsyncClient) -> None:
    money = {"amount": "9" * 29, "currency": "USD"}
    answer = await admin.post(f"/records/{EVERYTHING}", json={"name": "rich", "x_money": money})
    assert answer.status_code in (201, 422), answer.text


DAYS: tuple[Any, ...] = (
    *("10000-01-01", "12026-01-01", "+002026-01-01", "0000-01-01", "-0001-01-01", "2026-02-29", "2026-13-01"),
    *("99999999", "infinity", "epoch", "now", "9999999999999", 20260101, [2026], "2026-01-01T25:00", "2026-W99-1"),
)


@pytest.mark.parametrize("value", DAYS, ids=repr)
async def test_day_that_is_none_is_told_to_its_field(world: World, admin: httpx.AsyncClient, value: Any) -> None:
    before = await written(world)
    for name in ("x_date", "x_date_time"):
        answer = await admin.post(f"/records/{EVERYTHING}", json={"name": "d", name: value})
        assert refused(answer)["errors"][0]["field"] == name
    found = {"filter": json.dumps({"field": "x_date", "op": "eq", "value": value})}
    refused(await admin.get(f"/records/{EVERYTHING}", params=found))
    assert await written(world) == before


@pytest.mark.parametrize("moment", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
async def test_moment_outside_the_calendar_is_refused_and_harmless_in_an_address(
    world: World, admin: httpx.AsyncClient, moment: str
) -> None:
    answer = await admin.post(f"/records/{EVERYTHING}", json={"name": "d", "x_date_time": moment})
    assert first_code(answer) == "not_a_time"
    address = f"/records/account/{world.ids['account'][0]}"
    assert (await admin.get(address, params={"at": moment})).status_code in (200, 400, 404)
    assert (await admin.get(f"{address}/timeline", params={"cursor": moment})).status_code in (200, 400)


NUL_PLACES = (
    {"name": "a\x00b"},
    {"name": "a", "phone": "\x00"},
    {"name": "a", "tags": ["x", "\x00"]},
    {"name": "a", "address": {"city": "\x00"}},
    {"name": "a", "industry": "\x00"},
    {"name": "a", "parent": "\x00"},
    {"name": "a", "\x00": "b"},
)


@pytest.mark.parametrize("values", NUL_PLACES, ids=repr)
async def test_nul_in_a_value_is_refused_with_its_field(
    world: World, admin: httpx.AsyncClient, values: dict[str, Any]
) -> None:
    before = await written(world)
    answers = [
        await admin.post("/records/account", json=values),
        await admin.post("/records/account", json=[{"name": "fine"}, values]),
        await admin.patch(f"/records/account/{world.ids['account'][0]}", json=values),
    ]
    assert all(refused(answer)["errors"][0]["message"] for answer in answers)
    assert await written(world) == before


@pytest.mark.parametrize(
    "path",
    [
        "/records/account?q=%00",
        "/search?q=a%00b",
        "/search?q=%00&objects=%00",
        "/lookup/account?q=%00",
        "/lookup/%00",
        "/records/%00",
        "/records/account/%00",
        "/records/account?sort=%00",
        "/records/account?fields=name%00",
        "/records/account?expand=%00",
        "/records/account?cursor=%00",
        "/changes?object=%00",
        "/changes?source=%00",
        "/changes?by=%00",
        "/views?object=%00",
        "/imports/mappings?object=%00",
        "/imports/template/%00.xlsx",
        "/files/%00",
        "/records/account/{id}/timeline?kinds=%00",
        "/records/account/{id}?at=%00",
    ],
)
async def test_nul_in_an_address_is_no_fault_of_ours(world: World, admin: httpx.AsyncClient, path: str) -> None:
    answer = await admin.get(path.replace("{id}", world.ids["account"][0]))
    assert answer.status_code in (200, 400, 404), answer.text


async def test_nul_in_a_header_is_no_fault_of_ours(world: World, admin: httpx.AsyncClient) -> None:
    address = f"/records/account/{world.ids['account'][0]}"
    answers = [
        await admin.patch(address, json={"description": "x"}, headers={"X-Change-Reason": "a%00b"}),
        await admin.post("/records/account", json={"name": "y"}, headers={"Idempotency-Key": "a\tb"}),
        await admin.post(f"{address}/files", content=b"x", headers={"X-File-Name": "%00"}),
        await admin.post("/imports", content=b"x", headers={"X-File-Name": "%00"}),
        await admin.post("/auth/login", json={"login": "a\x00b", "password": "\x00"}),
    ]
    assert [answer.status_code for answer in answers if not 400 <= answer.status_code < 500] == []


STRANGE = (
    "👩‍🔬 research 🇨🇳",
    "مرحبا \u200fabc\u200e",
    "\u202etxt.exe\u202c",
    "𠮷野家",
    "e\u0301",
    "ﷺ",
    "\ufeff竹",
    "a\u200db",
)


@pytest.mark.parametrize("text", STRANGE, ids=ascii)
async def test_strange_letters_come_back_as_they_were(world: World, admin: httpx.AsyncClient, text: str) -> None:
    made = await world.create("account", {"name": f"kept {text}", "tags": [text], "address": {"city": text}})
    kept = (await admin.get(f"/records/account/{made['id']}")).json()
    normal = text.replace("e\u0301", "é")
    assert (kept["name"], kept["tags"], kept["address"]["city"]) == (f"kept {normal}", [normal], normal)
    found = {"filter": json.dumps({"field": "name", "op": "contains", "value": text}), "fields": "id"}
    assert made["id"] in (await admin.get("/records/account", params=found)).text
    assert (await admin.get("/search", params={"q": text})).status_code == 200
    assert (await admin.get("/records/account", params={"q": text, "sort": "name"})).status_code == 200


async def test_fault_of_one_row_leaves_all_rows_unwritten(world: World, admin: httpx.AsyncClient) -> None:
    before = await written(world)
    rows = [{"name": f"row {number}"} for number in range(50)]
    rows[37] = {"name": "x", "employees": "many"}
    problem = refused(await admin.post("/records/account", json=rows, headers={"Accept-Language": "zh-CN"}), 422)
    assert (problem["errors"][0]["field"], problem["errors"][0]["row"]) == ("employees", 37)
    assert HAN.search(problem["errors"][0]["message"])
    assert await written(world) == before


@pytest.mark.parametrize("zone", ["Nowhere/Nothing", "../../etc/passwd", "\x00", "x" * 500, 7, "/etc/localtime"])
async def test_time_zone_that_is_none_is_refused(world: World, admin: httpx.AsyncClient, zone: Any) -> None:
    refused(await admin.patch("/auth/me", json={"time_zone": zone}))
    lina = await world.client("lina")
    person = (await lina.get("/auth/me")).json()["user"]["id"]
    await admin.patch(f"/records/user/{person}", json={"time_zone": zone})
    today = {"filter": '{"field": "created_at", "op": "within", "value": "today"}'}
    assert (await lina.get("/records/account", params=today)).status_code == 200
    exported = await (await world.client("admin")).post("/exports", json={"object": "account", "format": "csv"})
    assert exported.json()["state"] == "done"
