"""What a write takes and what it refuses: REC-5, REC-13, REC-17."""

import asyncio
from datetime import UTC, datetime
from hashlib import sha512

import httpx
import psycopg
import pytest

from guanxi.api.problems import problem_of
from guanxi.engine.changes import Change, Options, Outcome, create, write
from guanxi.engine.company import Company
from guanxi.engine.query import get
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
NEW_YEAR_IN_SHANGHAI = datetime(2025, 12, 31, 17, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["id", "version", "created_by", "created_at", "deleted_at", "line_position", "name__sort"]
)
async def test_what_the_system_writes_is_no_field_for_others(admin: httpx.AsyncClient, name: str) -> None:
    refused = await admin.post("/records/account", json={"name": "Acme", "industry": "retail", name: 1})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_field")
    made = (await admin.post("/records/account", json={"name": "Acme", "industry": "retail"})).json()
    refused = await admin.patch(f"/records/account/{made['id']}", json={name: 1})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "unknown_field")


async def test_own_id_is_no_account(admin: httpx.AsyncClient) -> None:
    me = (await admin.get("/auth/me")).json()["user"]["id"]
    refused = await admin.post("/records/contact", json={"name": "Ada Byron", "account": me})
    assert (refused.status_code, refused.json()["errors"][0]["code"]) == (422, "no_such_reference")


async def test_today_is_the_day_where_the_person_is(company: Company, cast: Cast) -> None:
    account = await make(company, cast.lina, "account")
    async with company.work(cast.lina, at=NEW_YEAR_IN_SHANGHAI) as work:
        record_id = await create(work, "opportunity", {"name": "Roof", "account": str(account)})
        assert (await get(work, "opportunity", record_id))["started_on"] == "2026-01-01"


async def test_record_and_its_history_are_of_one_moment(admin: httpx.AsyncClient) -> None:
    made = (await admin.post("/records/account", json={"name": "Acme", "industry": "retail"})).json()
    address = f"/records/account/{made['id']}"
    changed = (await admin.patch(address, json={"name": "Acme Ltd"})).json()
    assert (await admin.get(address, params={"at": changed["updated_at"]})).json()["name"] == "Acme Ltd"
    told = (await admin.get(f"{address}/history")).json()["changes"][0]["at"]
    assert datetime.fromisoformat(told) == datetime.fromisoformat(changed["updated_at"])


async def test_record_given_away_out_of_sight_is_given_away(company: Company, cast: Cast, sign_in: SignIn) -> None:
    account = await make(company, cast.lina, "account", name="Acme")
    manager = await sign_in("chenli")
    given = await manager.patch(f"/records/account/{account}", json={"owner": str(cast.sunqian.user_id)})
    assert (given.status_code, given.json()) == (200, {"id": str(account), "version": 2})
    assert (await manager.get(f"/records/account/{account}")).status_code == 404
    west = await sign_in("sunqian")
    assert (await west.get(f"/records/account/{account}")).json()["owner"] == str(cast.sunqian.user_id)


async def test_of_a_batch_only_the_row_whose_unique_value_was_just_taken_is_refused(
    company: Company, cast: Cast
) -> None:
    rows = [Change("create", values={"name": f"P{code}", "code": code}) for code in ("a", "taken", "b")]

    async def write_rows() -> list[Outcome]:
        async with company.work(cast.admin) as work:
            return await write(work, "product", rows, Options(partial=True))

    async with company.work(cast.admin) as work:
        await write(work, "product", [Change("create", values={"name": "First", "code": "TAKEN"})])
        other = asyncio.create_task(write_rows())
        await asyncio.sleep(0.5)  # the other waits for this one by now
    outcomes = await other
    assert [outcome.kind for outcome in outcomes] == ["create", "refuse", "create"]
    assert [(error.field, error.code, error.row) for error in outcomes[1].errors] == [("code", "taken", 1)]


async def test_what_is_too_long_for_a_unique_field_is_refused_by_its_name(admin: httpx.AsyncClient) -> None:
    field = {"name": "digest", "labels": {"en": "Digest"}, "kind": "long_text", "unique": True}
    assert (await admin.post("/shape/objects/account/fields", json=field)).status_code == 201
    long = "".join(sha512(str(number).encode()).hexdigest() for number in range(71))
    refused = await admin.post("/records/account", json={"name": "Acme", "x_digest": long})
    [error] = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["code"]) == (422, "x_digest", "too_long_for_unique")
    assert "650" in error["message"]
    assert (await admin.post("/records/account", json={"name": "Acme", "x_digest": long[:650]})).status_code == 201


async def test_what_no_index_takes_is_refused_by_the_name_of_its_field(company: Company) -> None:
    long = "".join(sha512(str(number).encode()).hexdigest() for number in range(40))
    async with company.pool.connection() as connection:
        await connection.execute(b"CREATE TABLE record.roof (digest text)")
        await connection.execute(b"CREATE UNIQUE INDEX roof_unique_digest ON record.roof (digest)")
        with pytest.raises(psycopg.errors.ProgramLimitExceeded) as refused:
            await connection.execute(b"INSERT INTO record.roof VALUES ($1)", [long])
    error = problem_of(refused.value)
    assert (error.status, [each.field for each in error.errors]) == (422, ["digest"])


async def test_money_that_does_not_change_keeps_what_it_counts_beside_money_that_does(
    company: Company, cast: Cast
) -> None:
    account = str(await make(company, cast.admin, "account", name="Acme"))
    price = {"amount": "10.00", "currency": "GBP"}
    made = [await make(company, cast.admin, "opportunity", account=account, amount=price) for _ in range(2)]
    async with company.work(cast.admin) as work:
        await work.execute("UPDATE record.opportunity SET amount_base = 77, amount_rated_on = '2020-02-02'")
        wishes = ({"amount": {"amount": "11.00", "currency": "GBP"}}, {"name": "Roof"})
        await write(
            work, "opportunity", [Change("update", each, values) for each, values in zip(made, wishes, strict=True)]
        )
        rows = await work.fetch(
            "SELECT amount_base = 77, amount_rated_on = '2020-02-02' FROM record.opportunity ORDER BY name = 'Roof'"
        )
    assert rows == [(False, False), (True, True)]


@pytest.mark.parametrize(
    ("there", "wanted"), [("ας", "ΑΣ"), ("ασ", "ΑΣ"), ("ix", "İx"), ("straße", "STRASSE"), ("é", "É")]
)
async def test_letters_of_unique_values_are_the_same_where_the_database_says_so(
    company: Company, admin: httpx.AsyncClient, there: str, wanted: str
) -> None:
    async with company.pool.connection() as connection:
        rows = await connection.execute(b"SELECT lower($1::text) = lower($2::text)", [there, wanted])
        is_same = (await rows.fetchall())[0][0]
    assert (await admin.post("/records/product", json={"name": "A", "code": there})).status_code == 201
    one = await admin.post("/records/product?duplicates=allow", json={"name": "B", "code": wanted})
    assert (one.status_code == 422) is is_same
    both = [{"name": "C", "code": f"{each}!"} for each in (there, wanted)]
    found = await admin.post("/records/product?duplicates=allow&partial=true", json=both)
    assert ["errors" in each for each in found.json()["results"]] == [False, is_same]
