"""A repeated request with the same key does nothing again, also when the first one was cut off."""

import asyncio

import httpx
import psycopg
import pytest

from guanxi.api import idempotency
from guanxi.engine.changes.answers import forget_answers
from guanxi.engine.company import Company
from guanxi.kernel.access import Grant
from tests.fixtures.company import SignIn

pytestmark = pytest.mark.anyio
KEY = {"Idempotency-Key": "order 17"}


async def create(client: httpx.AsyncClient, name: str = "Acme") -> httpx.Response:
    return await client.post("/records/account", json={"name": name}, headers=KEY)


async def count(client: httpx.AsyncClient) -> int:
    return (await client.get("/records/account", params={"count": "exact"})).json()["total"]


async def test_second_request_gets_the_first_answer(admin: httpx.AsyncClient) -> None:
    first, second = await create(admin), await create(admin)
    assert (first.status_code, second.status_code) == (201, 201)
    assert second.json() == first.json()
    assert second.headers["idempotency-replayed"] == "true"
    assert second.headers["x-change-set"] == first.headers["x-change-set"]
    assert await count(admin) == 1


async def test_repeated_answer_tells_what_may_be_read_now(company: Company, sign_in: SignIn) -> None:
    lina = await sign_in("lina")
    first = await lina.post("/records/account", json={"name": "Acme", "employees": 7}, headers=KEY)
    listed = {"Idempotency-Key": "order 18"}
    several = await lina.post("/records/account", json=[{"name": "Zeta"}], headers=listed)
    assert (first.json()["employees"], several.json()["records"][0]["name"]) == (7, "Zeta")
    mine = Grant(frozenset({"read", "create"}), "all", "all", {"employees": "hidden"})
    company.replace(grants={**company.grants, "representative": {"*": mine}})
    again = await lina.post("/records/account", json={"name": "Acme", "employees": 7}, headers=KEY)
    assert (again.status_code, again.headers["idempotency-replayed"]) == (201, "true")
    assert (again.json()["name"], again.json().get("employees")) == ("Acme", None)
    company.replace(grants={**company.grants, "representative": {"*": Grant(frozenset({"create"}))}})
    again = await lina.post("/records/account", json={"name": "Acme", "employees": 7}, headers=KEY)
    assert again.json() == {"id": first.json()["id"], "version": 1}
    again = await lina.post("/records/account", json=[{"name": "Zeta"}], headers=listed)
    assert again.json() == {"records": [{"id": several.json()["records"][0]["id"], "version": 1}]}


async def test_key_belongs_to_one_body_and_one_person(admin: httpx.AsyncClient, sign_in: SignIn) -> None:
    await create(admin)
    other = await create(admin, "Another")
    assert (other.status_code, other.json()["code"]) == (409, "idempotency_key_used")
    assert (await create(await sign_in("lina"), "Another")).status_code == 201


async def test_refused_request_leaves_its_key_free(admin: httpx.AsyncClient) -> None:
    assert (await create(admin, "")).status_code == 422
    assert (await create(admin)).status_code == 201


async def test_cut_off_before_the_answer_is_kept_nothing_is_written(
    admin: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:

        async def cut_off(*_: object, **__: object) -> None:
            raise psycopg.OperationalError("the server closed the connection")

        patched.setattr(idempotency, "_keep", cut_off)
        assert (await create(admin)).status_code == 503
    assert await count(admin) == 0
    assert (await create(admin)).status_code == 201
    assert await count(admin) == 1


async def test_while_the_first_runs_the_second_is_told_so(admin: httpx.AsyncClient, company: Company) -> None:
    me = (await admin.get("/auth/me")).json()["user"]["id"]
    async with company.pool.connection() as connection, connection.transaction():
        await connection.execute(
            b"SELECT pg_advisory_xact_lock(hashtextextended($1::text, 7204))", [f"{me} {KEY['Idempotency-Key']}"]
        )
        refused = await create(admin)
    assert (refused.status_code, refused.json()["code"]) == (409, "still_running")
    assert (await create(admin)).status_code == 201


async def test_many_at_once_write_one_record(admin: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(create(admin) for _ in range(6)))
    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.json()["id"] for answer in answers if answer.status_code == 201}) == 1
    assert await count(admin) == 1


async def test_answers_are_forgotten_after_a_day(admin: httpx.AsyncClient, company: Company) -> None:
    await create(admin)
    async with company.pool.connection() as connection:
        await connection.execute(b"UPDATE engine.idempotency SET at = now() - interval '25 hours'")
        await forget_answers(company)
        rows = await (await connection.execute(b"SELECT 1 FROM engine.idempotency")).fetchall()
    assert rows == []
    assert (await admin.post("/records/account?duplicates=allow", json={"name": "Acme"}, headers=KEY)).is_success
