"""Keys are replaced while everybody works on, and may be kept by a service of others: ACC-6."""

import asyncio
import sys
from base64 import b64encode
from pathlib import Path
from typing import Any

import httpx
import pytest

from guanxi import main
from guanxi.cli.program import Rotation
from guanxi.engine.company import Company
from guanxi.engine.crypto import Keyring, Vault, keepers_of
from guanxi.engine.customs import rotating
from guanxi.engine.customs.rotating import keys_of_fields, rewrap, rotate_field, rotate_master
from guanxi.engine.customs.sealing import seal_field
from guanxi.kernel.errors import NotFound, Unavailable
from guanxi.kernel.principal import system
from guanxi.settings import Settings

pytestmark = pytest.mark.anyio
SERVICE = """
import base64, hashlib, pathlib, sys
deed, about = sys.argv[1:]
given = sys.stdin.read().strip()
pathlib.Path(__file__).with_suffix(".log").open("a").write(f"{deed} {about}\\n")
pad = hashlib.sha256(b"key of the service" + about.encode()).digest()
mix = lambda text: bytes(a ^ b for a, b in zip(text, pad, strict=True))
print(base64.b64encode(mix(base64.b64decode(given))).decode())
"""


@pytest.fixture
async def numbers(company: Company, admin: httpx.AsyncClient) -> list[str]:
    """Contacts with encrypted numbers."""
    rows = [{"name": f"P{each}", "mobile": f"1380000{each:04}"} for each in range(7)]
    made = await admin.post("/records/contact", json=rows)
    done = await admin.patch("/shape/objects/contact/fields/mobile", json={"encrypted": True})
    assert (made.status_code, done.status_code) == (201, 200)
    await seal_field(company, {"object": "contact", "field": "mobile"})
    return sorted(f"+86{row['mobile']}" for row in rows)


async def shown(admin: httpx.AsyncClient) -> list[Any]:
    records = (await admin.get("/records/contact", params={"limit": 100})).json()["records"]
    return sorted(each["mobile"] for each in records)


async def versions(company: Company) -> list[tuple[int, int]]:
    async with company.reading(system()) as work:
        return list(await work.fetch("SELECT version, count(*) FROM engine.record_key GROUP BY 1 ORDER BY 1"))


async def rotated(company: Company) -> dict[str, Any]:
    async with company.work(system()) as work:
        version = await rotate_field(work, "contact", "mobile")
    return {"object": "contact", "field": "mobile", "version": version}


async def test_new_values_take_the_new_key_at_once_and_the_old_ones_follow(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    payload = await rotated(company)
    await admin.post("/records/contact", json={"name": "New", "mobile": "13911112222"})
    assert await versions(company) == [(1, 7), (2, 1)]
    async with company.reading(system()) as work:
        assert await keys_of_fields(work) == [{"object": "contact", "field": "mobile", "version": 2, "left": 7}]
    await rewrap(company, payload)
    assert await versions(company) == [(2, 8)]
    assert await shown(admin) == [*numbers, "+8613911112222"]


async def test_a_rotation_that_was_cut_off_goes_on(
    company: Company, admin: httpx.AsyncClient, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "BATCH", 2)
    payload = await rotated(company)
    assert await rotating._batch(company, *payload.values())  # pyright: ignore[reportPrivateUsage]
    assert await versions(company) == [(1, 5), (2, 2)]
    assert await shown(admin) == numbers
    await rewrap(company, payload)
    await rewrap(company, payload)
    assert (await versions(company), await shown(admin)) == ([(2, 7)], numbers)


async def test_people_write_while_keys_rotate(
    company: Company, admin: httpx.AsyncClient, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rotating, "BATCH", 1)
    payload = await rotated(company)
    records = (await admin.get("/records/contact")).json()["records"]
    writes = [
        admin.patch(f"/records/contact/{each['id']}", json={"mobile": f"1399999{place:04}"})
        for place, each in enumerate(records)
    ]
    _, answers = await asyncio.gather(rewrap(company, payload), asyncio.gather(*writes))
    assert [answer.status_code for answer in answers] == [200] * 7
    assert await shown(admin) == [f"+861399999{place:04}" for place in range(7)]


async def test_an_old_key_goes_when_nothing_uses_it(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    payload = await rotated(company)
    await rewrap(company, payload)
    async with company.work(system()) as work:
        before = await work.fetch("SELECT version FROM engine.field_key WHERE object = 'contact' ORDER BY 1")
        await work.execute("UPDATE engine.field_key SET made_at = now() - interval '2 hours'")
    await rewrap(company, payload)
    async with company.reading(system()) as work:
        after = await work.fetch("SELECT version FROM engine.field_key WHERE object = 'contact' ORDER BY 1")
    assert (before, after) == ([(1,), (2,)], [(2,)])
    assert await shown(admin) == numbers


async def test_the_master_key_is_replaced_in_its_file(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    file = company.files_dir.parent / "secrets" / "master.key"
    secret, former = company.vault.seal("word", "mail"), file.read_text()
    other = Vault(file)
    assert other.open(secret, "mail") == "word"
    async with company.work(system()) as work:
        assert await rotate_master(work) == 2
    lines = file.read_text().split()
    assert (len(lines), lines[1]) == (2, former)
    assert lines[0] != former
    assert file.stat().st_mode & 0o777 == 0o600
    assert company.vault.open(secret, "mail") == "word"
    assert other.open(company.vault.seal("newer", "mail"), "mail") == "newer"
    file.write_text(lines[0])
    company.keyring = Keyring(*keepers_of(Vault(file), None))
    async with company.pool.connection() as connection:
        await company.load_norms(connection)
    assert await shown(admin) == numbers


async def test_a_given_master_key_is_taken_over_from_the_former_one(tmp_path: Path) -> None:
    one, two = (b64encode(bytes([each] * 32)).decode() for each in (1, 2))
    sealed = Vault(tmp_path / "no.key", one).seal("word", "mail")
    both = Vault(tmp_path / "no.key", f"{two} {one}")
    assert both.open(sealed, "mail") == "word"
    with pytest.raises(Unavailable, match="master_key_given"):
        both.renew()
    with pytest.raises(Unavailable, match="sealed_with_another_key"):
        Vault(tmp_path / "no.key", two).open(sealed, "mail")


async def test_a_service_of_others_keeps_the_keys(
    company: Company, admin: httpx.AsyncClient, numbers: list[str], tmp_path: Path
) -> None:
    program = tmp_path / "service.py"
    program.write_text(SERVICE)
    command = f"{sys.executable} {program}"
    company.keyring = Keyring(*keepers_of(company.vault, command))
    async with company.work(system()) as work:
        assert await rotate_master(work, renews=False) == 2
        kept = await work.fetch("SELECT DISTINCT split_part(wrapped, ':', 1) FROM engine.field_key")
    assert kept == [("kms",)]
    company.keyring = Keyring(*keepers_of(company.vault, command))
    async with company.pool.connection() as connection:
        await company.load_norms(connection)
    assert await shown(admin) == numbers
    found = await admin.get("/records/contact", params={"filter": '{"field":"mobile","op":"eq","value":"13800000003"}'})
    assert len(found.json()["records"]) == 1
    assert "unwrap field key contact.mobile.1\n" in program.with_suffix(".log").read_text()
    company.keyring = Keyring(*keepers_of(company.vault, None))
    assert (await admin.get("/records/contact")).json()["code"] == "kms_missing"


@pytest.mark.parametrize("body", ["import sys; sys.exit(3)", "print('')", "print('not a key')"])
async def test_a_service_that_fails_is_told_and_nothing_is_shown(tmp_path: Path, body: str) -> None:
    program = tmp_path / "service.py"
    program.write_text(body)
    keeper, _ = keepers_of(Vault(tmp_path / "master.key"), f"{sys.executable} {program}")
    with pytest.raises(Unavailable, match="kms_failed"):
        await keeper.unwrap("anything", "field key a.b.1")


async def test_only_encrypted_fields_have_keys_to_rotate(company: Company) -> None:
    with pytest.raises(NotFound):
        async with company.work(system()) as work:
            await rotate_field(work, "contact", "department")


async def test_the_command_line_rotates(company: Company, admin: httpx.AsyncClient, numbers: list[str]) -> None:
    settings = Settings(database_url=str(company.pool.conninfo), data=company.files_dir.parent)
    told = await main.rotate(settings, Rotation("contact.mobile"))
    again = await main.rotate(settings, Rotation(None))
    assert (told.startswith("contact.mobile has key 2"), again.startswith("3 keys")) == (True, True)
    assert await shown(admin) == numbers
