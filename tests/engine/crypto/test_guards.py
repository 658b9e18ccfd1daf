"""No process writes a clear value into an encrypted field, whatever it knows; nothing is taken for sealed that is not:
ACC-6."""

from collections.abc import AsyncGenerator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import psycopg
import pytest

from guanxi import main
from guanxi.engine.changes import Change, write
from guanxi.engine.company import Company
from guanxi.engine.crypto.keyring import is_sealed
from guanxi.engine.crypto.tables import REFUSED
from guanxi.engine.customs import refresh_shape
from guanxi.engine.customs.resuming import resume_nightly
from guanxi.engine.customs.sealing import seal_field
from guanxi.kernel.errors import Outdated
from guanxi.kernel.principal import system
from tests.engine.crypto.test_encrypted_fields import add, encrypt, kept

pytestmark = pytest.mark.anyio
MOBILE = {"object": "contact", "field": "mobile"}
GUARDS = "SELECT t.tgname::text FROM pg_trigger t WHERE t.tgrelid = 'record.contact'::regclass AND NOT t.tgisinternal"
CLEAR = "UPDATE record.contact SET mobile = '+8613911112222'"


@pytest.fixture
async def late(company: Company, tmp_path: Path) -> AsyncGenerator[Company]:
    """Another process of the same company, which learns nothing of what is shaped."""
    found = await main.open_company(str(company.pool.conninfo), tmp_path / "files")
    yield found
    await found.pool.close()


async def tell(company: Company, text: str, *parameters: Any) -> Any:
    async with company.reading(system()) as work:
        return await work.fetch(text, *parameters)


async def test_a_process_that_knows_the_field_as_plain_writes_nothing_of_it(
    company: Company, late: Company, admin: httpx.AsyncClient
) -> None:
    made = await add(admin, name="Early", mobile="13812345678")
    record_id = UUID(made["id"])
    await admin.patch("/shape/objects/contact/fields/mobile", json={"encrypted": True})
    changes = [
        Change("create", values={"name": "Late", "mobile": "13911112222"}),
        Change("update", record_id, {"mobile": "13911112222"}),
        Change("update", record_id, {"name": "Renamed"}),
    ]
    for change in changes:
        with pytest.raises(Outdated):
            async with late.single(system(), source="api", reason=None) as work:
                await write(work, "contact", [change])
    await seal_field(company, MOBILE)
    assert [await kept(company, number) for number in ("13911112222", "13812345678")] == [[], []]
    await refresh_shape(late, main.standard_registry())
    async with late.work(system()) as work:
        await write(work, "contact", changes[:2])
    assert await kept(company, "13911112222") == []
    assert (await admin.get(f"/records/contact/{made['id']}")).json()["mobile"] == "+8613911112222"


async def test_a_request_to_such_a_process_is_tried_again_with_the_new_shape(
    company: Company, admin: httpx.AsyncClient
) -> None:
    made = await add(admin, name="Early", mobile="13812345678")
    former = company.registry
    await encrypt(company, admin)
    company.replace(former)
    changed = await admin.patch(f"/records/contact/{made['id']}", json={"mobile": "13911112222"})
    company.replace(former)
    other = await admin.post("/records/contact", json={"name": "Late", "mobile": "13733334444"})
    company.replace(former)
    gone = await admin.delete(f"/records/contact/{made['id']}")
    assert [changed.status_code, other.status_code, gone.status_code] == [200, 201, 200], gone.text
    assert [await kept(company, number) for number in ("13911112222", "13733334444")] == [[], []]
    assert (await admin.get(f"/records/contact/{other.json()['id']}")).json()["mobile"] == "+8613733334444"


async def test_the_table_itself_refuses_a_clear_value_until_the_field_becomes_plain(
    company: Company, admin: httpx.AsyncClient
) -> None:
    await add(admin, name="Early", mobile="13812345678")
    await encrypt(company, admin)
    async with company.pool.connection() as connection:
        await connection.execute(b"DROP TRIGGER mobile_sealed ON record.contact")
    await main.migrate(str(company.pool.conninfo), lambda line: None)
    assert ("mobile_sealed",) in await tell(company, GUARDS)
    with pytest.raises(psycopg.DatabaseError) as refused:
        await tell(company, CLEAR + " RETURNING 1")
    assert refused.value.sqlstate == REFUSED
    await tell(company, "UPDATE engine.field_key SET state = 'opening' RETURNING 1")
    assert await tell(company, CLEAR + " RETURNING 1") == [(1,)]


async def test_sealing_that_one_process_cannot_do_yet_is_not_forgotten(
    company: Company, late: Company, admin: httpx.AsyncClient
) -> None:
    await add(admin, name="Early", mobile="13812345678")
    await admin.patch("/shape/objects/contact/fields/mobile", json={"encrypted": True})
    with pytest.raises(Outdated):
        await seal_field(late, MOBILE)
    assert "record.contact" in await kept(company, "13812345678")
    assert await resume_nightly(company) == 0, "somebody may be at it still"
    assert await resume_nightly(company, 0) == 1
    assert await kept(company, "13812345678") == []
    assert await tell(company, "SELECT state FROM engine.crypto_run") == [("done",)]


@pytest.mark.parametrize("text", ["gx1.my secret~", f"gx1.{'qz' * 30}"])
async def test_a_text_that_looks_sealed_is_sealed_like_any_other(
    company: Company, admin: httpx.AsyncClient, text: str
) -> None:
    made = await add(admin, name="Forger", department=text)
    address = f"/records/contact/{made['id']}"
    await admin.patch(address, json={"department": f"{text}a"})
    assert (await admin.patch("/shape/objects/contact/fields/department", json={"encrypted": True})).status_code == 200
    before = [await admin.get(address), await admin.get(f"{address}/history"), await admin.get("/records/contact")]
    assert [each.status_code for each in before] == [200, 200, 200]
    await seal_field(company, {"object": "contact", "field": "department"})
    assert await kept(company, text) == []
    await admin.patch(address, json={"department": f"{text}b"})
    changes = (await admin.get(f"{address}/history")).json()["changes"]
    told = [(each["old"], each["new"]) for change in changes for each in change["fields"] if change["kind"] == "update"]
    assert told == [(f"{text}a", f"{text}b"), (text, f"{text}a")]
    assert (await admin.get(address)).json()["department"] == f"{text}b"
    rows = await tell(company, "SELECT department FROM record.contact WHERE department IS NOT NULL")
    assert all(is_sealed(value) for (value,) in rows)
