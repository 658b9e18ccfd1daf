"""Who may come in and from where, and what a request's own headers may not do: ACC-1, ACC-9, INT-1."""

import asyncio
from contextlib import AsyncExitStack
from typing import Any
from uuid import uuid4

import httpx
import pytest

from guanxi.engine.live.notifier import MOST_OF_ONE
from guanxi.engine.people import set_password
from guanxi.kernel.principal import system
from tests.attacks.judging import HAN, first_code, refused, written
from tests.attacks.raw import Stream, ask, listen
from tests.contract.worlds import World
from tests.fixtures.company import PASSWORD
from tests.fixtures.people import read_picture, visitor

pytestmark = pytest.mark.anyio
NO_IDS = (
    "1",
    "x",
    "null",
    "0",
    "-1",
    "me",
    "%27%20OR%201=1",
    "01890000-0000-7000-8000-00000000000g",
    "%F0%9F%98%80",
    "a" * 3000,
)


def alone(world: World, **headers: str) -> httpx.AsyncClient:
    """A client without cookies, whose headers are these."""
    client = visitor(world.application)
    client.headers = httpx.Headers(headers)
    return client


async def try_in(client: httpx.AsyncClient, login: str, password: str = "not this one") -> httpx.Response:  # noqa: S107
    return await client.post("/auth/login", json={"login": login, "password": password})


async def try_reading(world: World, login: str) -> httpx.Response:
    """A failure of somebody who reads every picture that he is shown."""
    async with alone(world) as client:
        answer = await try_in(client, login)
        if answer.json()["code"] == "captcha_needed":
            captcha = await read_picture(world.company, answer.json())
            facts = {"login": login, "password": "not this one", "captcha": captcha}
            return await client.post("/auth/login", json=facts)
        return answer


async def readers(world: World) -> list[str]:
    """The role of who reads everything."""
    async with world.company.pool.connection() as connection:
        rows = await connection.execute(b"SELECT id::text FROM record.role WHERE code = 'viewer'")
        return [row[0] for row in await rows.fetchall()]


async def a_user(world: World, login: str) -> str:
    """A new person who may sign in; the id."""
    made = await world.create("user", {"name": f"User {login}", "login": login, "roles": await readers(world)})
    async with world.company.work(system()) as work:
        await set_password(work, made["id"], PASSWORD)
    return made["id"]


async def test_writing_by_cookie_needs_the_header_on_every_address(world: World, admin: httpx.AsyncClient) -> None:
    before = await written(world)
    record = f"/records/account/{world.ids['account'][0]}"
    requests = [
        *(("POST", path) for path in ("/records/account", f"{record}/comments", f"{record}/files", "/imports")),
        *(("POST", path) for path in ("/exports", "/views", "/shape/objects", "/auth/password", "/favourites")),
        *(("PATCH", path) for path in ("/records/account", record, "/auth/me", f"/views/{uuid4()}")),
        *(("DELETE", path) for path in ("/records/account", record, f"/files/{uuid4()}", "/shape/objects/x_part")),
        ("PUT", f"/follow/account/{world.ids['account'][0]}"),
        ("POST", f"/changes/{uuid4()}/undo"),
        ("POST", "/actions/identity/set_password"),
    ]
    async with alone(world, Cookie=f"guanxi_session={admin.cookies['guanxi_session']}") as client:
        answers = [await client.request(method, path, json={"name": "x"}) for method, path in requests]
    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(403, "csrf")] * len(requests)
    assert await written(world) == before


async def test_page_of_another_site_signs_nobody_in(world: World) -> None:
    async with alone(world, **{"Sec-Fetch-Site": "cross-site", "Content-Type": "text/plain"}) as client:
        assert refused(await try_in(client, "lina", PASSWORD), 403)["code"] == "csrf"
        assert "guanxi_session" not in client.cookies


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Authorization": "Bearer "},
        {"Authorization": "Bearer null"},
        {"Authorization": "Bearer " + "x" * 100_000},
        {"Authorization": "Basic YWRtaW46YWRtaW4="},
        {"Authorization": "Bearer \xff\xfe"},
        {"Cookie": "guanxi_session="},
        {"Cookie": "guanxi_session=' OR 1=1 --"},
        {"Cookie": "guanxi_session=\xff"},
        {"Cookie": ";;;=;"},
    ],
    ids=repr,
)
async def test_key_that_opens_nothing_is_refused(world: World, headers: dict[str, str]) -> None:
    answer = await ask(world.application, "GET", "/api/v1/meta", headers={**headers, "Accept-Language": "zh-TW"})
    brings_token = "Bearer" in str(headers)
    assert (answer.status, answer.json()["code"]) == (401, ("unauthenticated", "token_not_valid")[brings_token])
    assert HAN.search(answer.json()["detail"])


async def test_cookie_of_an_ended_session_opens_nothing(world: World) -> None:
    await a_user(world, "leaver")
    async with alone(world, **{"X-Guanxi-CSRF": "1"}) as client:
        assert (await try_in(client, "leaver", PASSWORD)).status_code == 200
        cookie = {"Cookie": f"guanxi_session={client.cookies['guanxi_session']}"}
        assert (await client.get("/auth/me")).status_code == 200
        assert (await client.post("/auth/logout")).status_code == 204
        assert refused(await client.get("/auth/me", headers=cookie), 401)
        assert refused(await client.post("/records/account", json={"name": "x"}, headers=cookie), 401)


async def test_new_password_ends_the_other_sessions(world: World) -> None:
    await a_user(world, "changer")
    async with alone(world, **{"X-Guanxi-CSRF": "1"}) as here, alone(world) as there:
        for client in (here, there):
            assert (await try_in(client, "changer", PASSWORD)).status_code == 200
        other = "another horse 8 staple"
        answer = await here.post("/auth/password", json={"current": PASSWORD, "new": other})
        assert answer.status_code == 204, answer.text
        assert (await here.get("/auth/me")).status_code == 200
        assert refused(await there.get("/auth/me"), 401)
        assert refused(await try_in(there, "changer", PASSWORD), 401)


async def test_password_given_by_the_administrator_ends_every_session(world: World, admin: httpx.AsyncClient) -> None:
    user_id = await a_user(world, "given")
    async with alone(world) as client:
        assert (await try_in(client, "given", PASSWORD)).status_code == 200
        await admin.post("/actions/identity/set_password", json={"user": user_id, "password": "taken horse 9 staple"})
        assert refused(await client.get("/auth/me"), 401)


async def test_given_password_opens_nothing_until_it_is_changed(world: World, admin: httpx.AsyncClient) -> None:
    user_id = await a_user(world, "newcomer")
    given, own = "taken horse 9 staple", "chosen horse 10 staple"
    await admin.post("/actions/identity/set_password", json={"user": user_id, "password": given})
    async with alone(world, **{"X-Guanxi-CSRF": "1"}) as client:
        assert (await try_in(client, "newcomer", given)).json()["must_change_password"] is True
        answers = [
            await client.get("/records/account"),
            await client.post("/records/account", json={"name": "too early"}),
            await client.get("/search?q=a"),
            await client.get("/events"),
            await client.post("/actions/identity/set_password", json={"user": user_id, "password": own}),
        ]
        assert [refused(answer, 403)["code"] for answer in answers] == ["must_change_password"] * 5
        assert "/auth/password" in answers[0].json()["detail"]
        for path in ("/auth/me", "/meta", "/health"):
            assert (await client.get(path)).status_code == 200
        same = refused(await client.post("/auth/password", json={"current": given, "new": given}), 422)
        assert [(each["field"], each["code"]) for each in same["errors"]] == [("new", "same_password")]
        assert refused(await client.get("/records/account"), 403)
        answer = await client.post("/auth/password", json={"current": given, "new": own})
        assert answer.status_code == 204, answer.text
        assert (await client.get("/records/account")).status_code == 200


async def test_stream_of_events_ends_with_the_session(world: World, admin: httpx.AsyncClient) -> None:
    await a_user(world, "listener")
    async with alone(world, **{"X-Guanxi-CSRF": "1"}) as client:
        await try_in(client, "listener", PASSWORD)
        headers = {"Cookie": f"guanxi_session={client.cookies['guanxi_session']}"}
        async with listen(world.application, headers) as stream:
            await stream.until(b"retry")
            await client.post("/auth/logout")
            made = await world.create("account", {"name": "after the end"})
            await asyncio.wait_for(stream.ended, 10)
            assert made["id"].encode() not in stream.text


async def test_one_person_holds_no_more_streams_than_twenty(world: World) -> None:
    await a_user(world, "many streams")
    viewer = {"Cookie": f"guanxi_session={(await world.client('viewer')).cookies['guanxi_session']}"}
    async with alone(world, **{"X-Guanxi-CSRF": "1"}) as client, AsyncExitStack() as stack:
        await try_in(client, "many streams", PASSWORD)
        other = await stack.enter_async_context(listen(world.application, viewer))
        await other.until(b"retry")
        headers = {"Cookie": f"guanxi_session={client.cookies['guanxi_session']}"}
        streams: list[Stream] = []
        for _ in range(MOST_OF_ONE + 1):
            streams.append(await stack.enter_async_context(listen(world.application, headers)))
            await streams[-1].until(b"retry")
        await asyncio.wait_for(streams[0].ended, 10)
        made = await world.create("account", {"name": "seen by those that are left"})
        for stream in (*streams[1:], other):
            await stream.until(made["id"].encode())


async def test_lock_is_the_same_for_a_name_that_nobody_has(world: World) -> None:
    await a_user(world, "locked")
    known = [await try_reading(world, "locked") for _ in range(7)]
    unknown = [await try_reading(world, "no such person") for _ in range(7)]
    async with alone(world) as client:
        right = await try_in(client, "LOCKED", PASSWORD)
    assert [answer.status_code for answer in known] == [401] * 5 + [429] * 2
    for one, other in zip(known, unknown, strict=True):
        assert one.status_code == other.status_code
        ours, theirs = one.json(), other.json()
        assert (ours["code"], ours["title"]) == (theirs["code"], theirs["title"])
        assert abs(ours.get("retry_after", 0) - theirs.get("retry_after", 0)) <= 3
    assert refused(right, 429)["retry_after"] > 20
    assert int(right.headers["retry-after"]) > 20


async def test_many_tries_at_once_get_no_further(world: World) -> None:
    await a_user(world, "hurried")
    async with alone(world) as client:
        answers = await asyncio.gather(*(try_in(client, "hurried") for _ in range(12)))
    async with alone(world) as client:
        at_once = await asyncio.gather(*(try_in(client, "lina", PASSWORD) for _ in range(8)))
    assert [answer.status_code for answer in answers] == [401] * 12
    assert sorted(answer.json()["code"] for answer in answers) == ["captcha_needed"] * 9 + ["wrong_login"] * 3
    assert [answer.status_code for answer in at_once] == [200] * 8


async def test_lock_grows_to_an_hour_and_never_beyond(world: World) -> None:
    user_id = await a_user(world, "besieged")
    async with alone(world) as client, world.company.pool.connection() as connection:
        for failures in (5, 40, 400, 2_000_000_000):
            text = "UPDATE engine.credential SET failures = $1, locked_until = now() WHERE user_id = $2"
            await connection.execute(text.encode(), [failures, user_id])
            assert refused(await try_reading(world, "besieged"), 401)
            assert 30 <= refused(await try_in(client, "besieged"), 429)["retry_after"] <= 3_600
        forgotten = "UPDATE engine.credential SET locked_until = now() - interval '25 hours' WHERE user_id = $1"
        await connection.execute(forgotten.encode(), [user_id])
        assert refused(await try_in(client, "besieged"), 401)
        assert (await try_in(client, "besieged", PASSWORD)).status_code == 200


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {"login": "admin"},
        {"password": "x"},
        {"login": 7, "password": "x"},
        {"login": ["admin"], "password": "x"},
        {"login": "admin", "password": {"$ne": ""}},
        {"login": "", "password": ""},
    ],
    ids=repr,
)
async def test_sign_in_without_name_or_password_says_which(world: World, facts: dict[str, Any]) -> None:
    async with alone(world) as client:
        assert refused(await client.post("/auth/login", json=facts), 422)["errors"][0]["field"] in ("login", "password")


@pytest.mark.parametrize("name", ["admin' --", "' OR ''='", "admin\x00", "x" * 100_000, "😀", "%", "admin%"])
async def test_sign_in_by_tricks_is_refused(world: World, name: str) -> None:
    async with alone(world) as client:
        refused(await try_in(client, name), 401)
        refused(await try_in(client, "viewer", "x" * 1_000_000), 401)
        assert (await try_in(client, "viewer", PASSWORD)).status_code == 200


@pytest.mark.parametrize("wrong", NO_IDS, ids=lambda each: each[:20])
async def test_id_that_is_none_is_not_found(world: World, admin: httpx.AsyncClient, wrong: str) -> None:
    before = await written(world)
    record = f"/records/account/{wrong}"
    answers = [
        await admin.get(record),
        await admin.get(record, params={"at": "2026-01-01"}),
        await admin.patch(record, json={"name": "x"}),
        await admin.delete(record),
        *[await admin.get(f"{record}/{tail}") for tail in ("history", "timeline", "comments", "files")],
        await admin.post(f"{record}/comments", json={"text": "x"}),
        await admin.post(f"{record}/files", content=b"x", headers={"X-File-Name": "x"}),
        await admin.put(f"/follow/account/{wrong}"),
        await admin.post("/favourites", json={"object": "account", "id": wrong}),
        *[await admin.get(f"/{place}/{wrong}") for place in ("files", "changes", "imports", "exports")],
        await admin.post(f"/changes/{wrong}/undo", json={}),
        await admin.patch(f"/views/{wrong}", json={"name": "x"}),
        await admin.patch(f"/imports/{wrong}", json={}),
    ]
    assert [refused(answer, 404)["code"][:2] for answer in answers] == ["no"] * len(answers)
    in_bodies = [
        await admin.patch("/records/account", json={"ids": [wrong], "values": {}}),
        await admin.request("DELETE", "/records/account", json={"ids": [wrong]}),
        await admin.post("/records/account/restore", json={"ids": [wrong, None, 7, [7]]}),
        await admin.post("/records/contact", json={"name": "x", "account": wrong}),
        await admin.post("/actions/identity/set_password", json={"user": wrong, "password": PASSWORD}),
    ]
    assert [refused(answer)["status"] for answer in in_bodies] == [400, 400, 400, 422, 422]
    assert await written(world) == before


@pytest.mark.parametrize("given", ["x", '"x"', '"1', "1.5", "-1", '"1", "2"', "W/", '""', "99999999999999", "١", "1e1"])
async def test_if_match_that_is_no_version_is_refused(world: World, admin: httpx.AsyncClient, given: str) -> None:
    made = await world.create("account", {"name": "matched"})
    address = f"/api/v1/records/account/{made['id']}"
    headers = {**dict(admin.headers), "Cookie": f"guanxi_session={admin.cookies['guanxi_session']}"}
    headers["If-Match"] = given.encode().decode("latin-1")
    answers = [await ask(world.application, method, address, headers=headers) for method in ("PATCH", "DELETE")]
    assert [(answer.status, answer.json()["code"]) for answer in answers] == [(400, "bad_if_match")] * 2
    assert (await admin.get(f"/records/account/{made['id']}")).json()["version"] == 1


async def test_key_of_another_request_is_refused(world: World, admin: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": f"key {uuid4()}"}
    first = await admin.post("/records/account?duplicates=allow", json={"name": "once"}, headers=key)
    assert first.status_code == 201
    before = await written(world)
    again = await admin.post("/records/account?duplicates=allow", json={"name": "once"}, headers=key)
    assert (again.json(), again.headers["idempotency-replayed"]) == (first.json(), "true")
    others = [
        await admin.post("/records/account?duplicates=allow", json={"name": "twice"}, headers=key),
        await admin.post("/records/account?duplicates=allow&partial=true", json={"name": "once"}, headers=key),
        await admin.post("/records/product?duplicates=allow", json={"name": "once"}, headers=key),
    ]
    assert [refused(answer, 409)["code"] for answer in others] == ["idempotency_key_used"] * 3
    assert await written(world) == before
    lina = await (await world.client("lina")).post(
        "/records/account?duplicates=allow", json={"name": "mine"}, headers=key
    )
    assert lina.json()["name"] == "mine"


async def test_key_of_a_refused_request_can_be_used_again(world: World, admin: httpx.AsyncClient) -> None:
    key = {"Idempotency-Key": f"key {uuid4()}"}
    assert first_code(await admin.post("/records/account", json={"employees": "many"}, headers=key))
    assert (await admin.post("/records/account", json={"name": "mended"}, headers=key)).status_code == 201


@pytest.mark.parametrize("key", ["x" * 201, "a\tb", "\x7f"], ids=ascii)
async def test_key_that_cannot_be_kept_is_refused(world: World, admin: httpx.AsyncClient, key: str) -> None:
    before = await written(world)
    answer = await admin.post("/records/account", json={"name": "x"}, headers={"Idempotency-Key": key})
    assert first_code(answer) == "bad_idempotency_key"
    assert await written(world) == before


@pytest.mark.parametrize("language", ["zh-CN", "xx", "zh-CN;q=x", ",,,;", "a" * 10_000, "zh_CN", "*"])
async def test_any_language_that_is_asked_for_gets_an_answer(world: World, language: str) -> None:
    async with alone(world, **{"Accept-Language": language}) as client:
        problem = refused(await client.get("/meta"), 401)
    assert problem["detail"]


@pytest.mark.parametrize("method", ["PUT", "TRACE", "CONNECT", "OPTIONS", "PROPFIND"])
async def test_method_that_is_none_is_a_problem(world: World, method: str) -> None:
    answer = await ask(world.application, method, "/api/v1/records/account")
    assert (answer.status, answer.json()["code"]) == (405, "no_such_method")
