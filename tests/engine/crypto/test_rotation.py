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
from guanxi.engine.crypto.keyring import blind_mark, marks_key
from guanxi.engine.crypto.primitives import new_key
from guanxi.engine.customs import refresh_shape, turning
from guanxi.engine.customs.renewing import Renewal, renew_batch
from guanxi.engine.customs.rotating import renew_values, retire_keys, rotate_field, rotate_master
from guanxi.engine.customs.sealing import seal_field
from guanxi.engine.customs.turning import field_named
from guanxi.kernel.errors import NotFound, Unavailable
from guanxi.kernel.principal import system
from guanxi.settings import Settings
from tests.fixtures.company import SignIn

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


async def until_versions(company: Company, wanted: list[tuple[int, int]]) -> None:
    async with asyncio.timeout(30):
        while True:
            if await versions(company) == wanted:
                return
            await asyncio.sleep(0.01)


async def rotated(company: Company) -> dict[str, Any]:
    """A new key that every process knows, and that nobody uses yet."""
    async with company.work(system()) as work:
        version = await rotate_field(work, "contact", "mobile")
    await refresh_shape(company, main.standard_registry())
    return {"object": "contact", "field": "mobile", "version": version}


async def use_new_key(company: Company, payload: dict[str, Any], names: int) -> None:
    """The new key is used from now on, and so many values are renewed."""
    found = field_named(company, payload["object"], payload["field"])
    assert found is not None
    async with company.work(system()) as work:
        await work.execute("UPDATE engine.field_key SET state = 'used'")
        rows = await work.fetch("SELECT record_id::text FROM engine.record_key ORDER BY 1 LIMIT $1", names)
        await renew_batch(work, Renewal(*found, payload["version"]), [row[0] for row in rows])


async def key_shown(admin: httpx.AsyncClient) -> tuple[Any, ...]:
    """The one encrypted field as the settings show it: its key's version, its values, older keys, what is going on."""
    [found] = (await admin.get("/keys")).json()["fields"]
    run = found["run"] and (found["run"]["deed"], found["run"]["phase"], found["run"]["done"])
    return (*(found[name] for name in ("object", "field", "label", "version", "values", "older")), run)


async def kept(company: Company) -> dict[str, tuple[Any, ...]]:
    """What the database has of each value: the sealed text, its mark, its wrapped key, and its sealed history."""
    async with company.reading(system()) as work:
        rows = await work.fetch(
            "SELECT t.id::text, t.mobile, t.mobile__blind, k.wrapped, (SELECT string_agg(c.new ->> 'mobile', ' ')"
            " FROM engine.change c WHERE c.record_id = t.id) FROM record.contact t"
            " JOIN engine.record_key k ON k.record_id = t.id AND k.field = 'mobile'"
        )
    return {row[0]: row[1:] for row in rows}


async def found_by(admin: httpx.AsyncClient, number: str) -> list[str]:
    asked = {"filter": f'{{"field":"mobile","op":"eq","value":"{number}"}}'}
    return [each["name"]["full"] for each in (await admin.get("/records/contact", params=asked)).json()["records"]]


async def test_every_value_its_key_its_mark_and_its_history_are_made_anew(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    record = (await admin.get("/records/contact")).json()["records"][0]
    for number in ("13911112222", record["mobile"]):
        await admin.patch(f"/records/contact/{record['id']}", json={"mobile": number})
    before = await kept(company)
    payload = await rotated(company)
    assert await key_shown(admin) == ("contact", "mobile", "Mobile", 2, 7, 1, ("rotate", "coming", 0))
    await renew_values(company, payload)
    after = await kept(company)
    pairs = [(*each, key) for key, parts in before.items() for each in zip(parts, after[key], strict=True)]
    same = [key for one, other, key in pairs if one is not None and one == other]
    assert (len(after), same, len([one for one, _, _ in pairs if one])) == (7, [], 7 * 3 + 1)
    assert await shown(admin) == numbers
    assert await found_by(admin, "13800000003") == ["P3"]
    assert await key_shown(admin) == ("contact", "mobile", "Mobile", 2, 7, 1, ("rotate", "settling", 7))


async def test_while_half_is_renewed_all_is_read_found_and_kept_unique(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    payload = await rotated(company)
    await use_new_key(company, payload, 3)
    assert await versions(company) == [(1, 4), (2, 3)]
    await admin.post("/records/contact", json={"name": "New", "mobile": "13911112222"})
    assert await versions(company) == [(1, 4), (2, 4)]
    assert await shown(admin) == [*numbers, "+8613911112222"]
    each = {number: await found_by(admin, number) for number in (*numbers, "+8613911112222")}
    assert each == {number: [f"P{place}"] for place, number in enumerate(numbers)} | {"+8613911112222": ["New"]}


async def test_a_unique_value_is_taken_under_the_old_mark_as_under_the_new(
    company: Company, admin: httpx.AsyncClient
) -> None:
    facts = {"kind": "text", "labels": {"en": "Card"}, "unique": True, "encrypted": True}
    card = (await admin.post("/shape/objects/contact/fields", json=facts)).json()["name"]
    first = await admin.post("/records/contact", json={"name": "First", card: "same"})
    gone = await admin.post("/records/contact", json={"name": "Gone", card: "late"})
    deleted = await admin.delete(f"/records/contact/{gone.json()['id']}")
    async with company.work(system()) as work:
        await rotate_field(work, "contact", card)
        await work.execute("UPDATE engine.field_key SET state = 'used'")
    await refresh_shape(company, main.standard_registry())
    refused = await admin.post("/records/contact", json={"name": "Second", card: "SAME"})
    late = await admin.post("/records/contact", json={"name": "Third", card: "late"})
    assert (refused.status_code, refused.json()["errors"][0]["code"], late.status_code) == (422, "taken", 201)
    assert (await admin.post(f"/changes/{deleted.headers['x-change-set']}/undo", json={})).status_code == 409
    await renew_values(company, {"object": "contact", "field": card, "version": 2})
    again = await admin.post("/records/contact", json={"name": "Second", card: "same"})
    same = await admin.patch(f"/records/contact/{first.json()['id']}", json={card: "Same"})
    assert (again.status_code, same.status_code) == (422, 200)


async def test_a_rotation_that_was_cut_off_goes_on(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    payload = await rotated(company)
    await use_new_key(company, payload, 2)
    assert (await versions(company), await shown(admin)) == ([(1, 5), (2, 2)], numbers)
    await renew_values(company, payload)
    await renew_values(company, payload)
    assert (await versions(company), await shown(admin)) == ([(2, 7)], numbers)


async def test_people_write_while_keys_rotate(
    company: Company, admin: httpx.AsyncClient, numbers: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turning, "LEAST_BATCH", 1)
    monkeypatch.setattr(turning, "MOST_BATCH", 1)
    payload = await rotated(company)
    records = (await admin.get("/records/contact")).json()["records"]
    writes = [
        admin.patch(f"/records/contact/{each['id']}", json={"mobile": f"1399999{place:04}"})
        for place, each in enumerate(records)
    ]
    _, answers = await asyncio.gather(renew_values(company, payload), asyncio.gather(*writes))
    assert [answer.status_code for answer in answers] == [200] * 7
    assert await shown(admin) == [f"+861399999{place:04}" for place in range(7)]
    assert await versions(company) == [(2, 7)]


async def test_a_change_from_before_is_undone_after_the_rotation(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    record = (await admin.get("/records/contact")).json()["records"][0]
    address = f"/records/contact/{record['id']}"
    changed = await admin.patch(address, json={"mobile": "13911112222"})
    await renew_values(company, await rotated(company))
    undone = await admin.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})
    assert (undone.status_code, (await admin.get(address)).json()["mobile"]) == (200, record["mobile"])


async def test_a_record_in_use_waits_its_turn_and_a_reader_keeps_the_former_key(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    payload = await rotated(company)
    async with company.work(system()) as work:
        [(held,)] = await work.fetch("SELECT id::text FROM record.contact ORDER BY id LIMIT 1 FOR UPDATE")
        task = asyncio.ensure_future(renew_values(company, payload))
        await until_versions(company, [(1, 1), (2, 6)])
    await task
    assert (await versions(company), await shown(admin)) == ([(2, 7)], numbers)
    async with company.reading(system()) as work:
        keys = await company.keyring.of_records(work.connection, [held])
    assert len(keys["contact"].former[held, "mobile"]) == 1


async def test_old_keys_are_destroyed_when_nothing_needs_them(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    payload = await rotated(company)
    await renew_values(company, payload)
    async with company.reading(system()) as work:
        waiting = await work.fetch("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'retire_field_keys'")
    await retire_keys(company, payload)
    async with company.reading(system()) as work:
        left = await work.fetch("SELECT object, version FROM engine.field_key")
        former = await work.fetch("SELECT count(*) FROM engine.former_key")
    assert (waiting, left, former) == ([(1,)], [("contact", 2)], [(0,)])
    await refresh_shape(company, main.standard_registry())
    assert (await shown(admin), await found_by(admin, "13800000003")) == (numbers, ["P3"])
    assert await key_shown(admin) == ("contact", "mobile", "Mobile", 2, 7, 0, None)


async def test_marks_of_former_versions_are_found_and_made_anew(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    keyring = company.keyring
    async with company.work(system()) as work:
        shared = new_key()
        await work.execute(
            "INSERT INTO engine.field_key (object, field, version, wrapped) VALUES ('', '', 1, $1)",
            await keyring.wrap(shared, "", "", 1),
        )
        await work.execute("UPDATE engine.field_key SET own_marks = false")
        for place, number in enumerate(numbers):
            mark = blind_mark(marks_key(shared, "contact", "mobile"), number)
            text = "UPDATE record.contact SET mobile__blind = $1 WHERE name ->> 'full' = $2"
            await work.execute(text, mark, f"P{place}")
        await keyring.load_marks(work.connection)
    assert await found_by(admin, "13800000003") == ["P3"]
    payload = await rotated(company)
    await renew_values(company, payload)
    await retire_keys(company, payload)
    await refresh_shape(company, main.standard_registry())
    async with company.reading(system()) as work:
        left = await work.fetch("SELECT object, version, own_marks FROM engine.field_key")
    assert (left, await found_by(admin, "13800000003")) == ([("contact", 2, True)], ["P3"])


async def test_the_master_key_is_replaced_in_its_file(
    company: Company, admin: httpx.AsyncClient, numbers: list[str]
) -> None:
    file = company.files_dir.parent / "secrets" / "master.key"
    secret, former = company.vault.seal("word", "mail"), file.read_text()
    other = Vault(file)
    assert other.open(secret, "mail") == "word"
    async with company.work(system()) as work:
        assert await rotate_master(work) == 1
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
        assert await rotate_master(work, renews=False) == 1
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
    assert (told.startswith("contact.mobile has key 2"), again.startswith("2 keys")) == (True, True)
    assert await shown(admin) == numbers


async def test_an_administrator_renews_a_key_in_the_browser_and_the_log_tells_it(
    company: Company, admin: httpx.AsyncClient, sign_in: SignIn, numbers: list[str]
) -> None:
    assert (await (await sign_in("chenli")).post("/keys/contact/mobile")).status_code == 403
    renewed = await admin.post("/keys/contact/mobile")
    assert (renewed.status_code, renewed.json()) == (202, {"version": 2})
    assert (await admin.post("/keys/contact/name")).status_code == 404
    busy = await admin.post("/keys/contact/mobile")
    assert (busy.status_code, busy.json()["code"]) == (409, "field_key_busy")
    [entry] = (await admin.get("/audit", params={"action": "key_renewed"})).json()["entries"]
    assert (entry["object"], entry["fields"][0]["name"], entry["note"]) == ("contact", "mobile", {"version": 2})
    assert await shown(admin) == numbers
