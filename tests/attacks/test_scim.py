"""A provisioning system may do what it is there for and nothing else: ACC-3, ACC-9."""

from collections.abc import AsyncGenerator
from typing import Any

import httpx
import pytest

from guanxi.kernel.principal import system
from tests.api.test_scim import GROUP, a_user, client_of, made, patching
from tests.contract.worlds import World
from tests.fixtures.people import visitor

pytestmark = pytest.mark.anyio
REQUESTS: list[tuple[str, str, Any]] = [
    ("GET", "/Users", None),
    ("POST", "/Users", {}),
    ("POST", "/Users/.search", {}),
    ("GET", "/Groups", None),
    ("POST", "/Groups", {"schemas": [GROUP], "displayName": "Not made"}),
    ("GET", "/ServiceProviderConfig", None),
    ("GET", "/Schemas", None),
    ("DELETE", "/Users/01890000-0000-7000-8000-000000000000", None),
]


@pytest.fixture
async def client(world: World) -> AsyncGenerator[httpx.AsyncClient]:
    async with await client_of(world, "admin") as found:
        yield found


@pytest.mark.parametrize("login", ["viewer", "chenli", "auditor"])
async def test_a_token_of_somebody_without_right_does_nothing(world: World, login: str) -> None:
    async with await client_of(world, login) as other:
        for method, path, body in REQUESTS:
            answer = await other.request(method, path, json=body)
            assert (answer.status_code, answer.json()["status"]) == (403, "403"), path


async def test_without_a_token_there_is_nothing(world: World) -> None:
    admin = await world.client("admin")
    cookies = {"guanxi_session": admin.cookies["guanxi_session"]}
    async with visitor(world.application) as nobody, visitor(world.application) as by_cookie:
        by_cookie.cookies.update(cookies)
        for method, path, body in REQUESTS:
            address = f"http://localhost/scim/v2{path}"
            assert (await nobody.request(method, address, json=body)).status_code == 401
            assert (await by_cookie.request(method, address, json=body)).status_code == 403
            assert (
                await nobody.request(method, address, json=body, headers={"Authorization": "Bearer gxt_x"})
            ).status_code == 401


@pytest.mark.parametrize(
    "extra",
    [
        {"roles": [{"value": "administrator", "primary": True}]},
        {"entitlements": [{"value": "administrator"}]},
        {"password": "correct horse 9 staple"},
        {"is_locked": True, "version": 99, "created_by": "x", "teams": ["x"]},
    ],
)
async def test_no_right_comes_with_a_user(world: World, client: httpx.AsyncClient, extra: dict[str, Any]) -> None:
    found = await made(client, "/Users", a_user(**extra))
    change = patching({"op": "add", "value": extra})
    assert (await client.patch(f"/Users/{found['id']}", json=change)).status_code == 200
    async with world.company.reading(system()) as work:
        [(roles,)] = await work.fetch('SELECT roles FROM record."user" WHERE id = $1::uuid', found["id"])
        secrets = await work.fetch("SELECT 1 FROM engine.credential WHERE user_id = $1::uuid", found["id"])
    assert (roles or [], secrets) == ([], [])


async def test_an_administrator_is_neither_changed_nor_switched_off(world: World, client: httpx.AsyncClient) -> None:
    admin = await world.id_of("user", "login", "admin")
    path = f"/Users/{admin}"
    taking = patching({"op": "replace", "path": "emails", "value": [{"value": "taker@example.com"}]})
    off = patching({"op": "replace", "path": "active", "value": False})
    answers = [
        await client.patch(path, json=taking),
        await client.patch(path, json=off),
        await client.put(path, json=a_user(active=False)),
        await client.delete(path),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert (await client.get(path)).json()["active"] is True


async def test_no_team_makes_an_administrator(world: World) -> None:
    admin = await world.client("admin")
    role = await world.id_of("role", "code", "administrator")
    answer = await admin.put("/sign-on/provisioning", json={"groups": [{"group": "Anybody", "role": role}]})
    assert (answer.status_code, answer.json()["errors"][0]["code"]) == (422, "not_by_default")
    chenli = await world.client("chenli")
    assert (await chenli.put("/sign-on/provisioning", json={"groups": []})).status_code == 403


@pytest.mark.parametrize(
    "text",
    [
        'userName eq "\' OR 1=1 --"',
        'userName eq "\\u0000"',
        'title co "%"',
        'emails[value eq "\'); DROP TABLE record.user; --"]',
        "a" * 5_000,
        "(" * 500 + 'userName eq "nobody"' + ")" * 500,
        'meta.created gt "yesterday"',
        'id eq "x"',
        'name eq "x"',
        'roles eq "administrator"',
    ],
)
async def test_no_filter_reaches_the_database_as_it_is(client: httpx.AsyncClient, text: str) -> None:
    answer = await client.get("/Users", params={"filter": text})
    assert answer.status_code in (200, 400), answer.text
    assert answer.json().get("totalResults", 0) == 0


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"7", b'{"schemas": 7}', b'{"userName": "\\u0000", "schemas": []}'])
async def test_a_body_that_is_none_is_told(client: httpx.AsyncClient, body: bytes) -> None:
    for method, path in (("POST", "/Users"), ("POST", "/Groups"), ("POST", "/Users/.search")):
        answer = await client.request(method, path, content=body)
        assert answer.status_code in (200, 400), (path, answer.text)


async def test_a_member_that_is_nobody_is_refused(client: httpx.AsyncClient) -> None:
    for value in ("x", "01890000-0000-7000-8000-000000000000"):
        facts = {"schemas": [GROUP], "displayName": f"With {value}", "members": [{"value": value}]}
        answer = await client.post("/Groups", json=facts)
        assert (answer.status_code, answer.json()["scimType"]) == (400, "invalidValue")
