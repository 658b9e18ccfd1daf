"""ACC-7: the auditor reads the log, filters it and proves what is in it; he sees nothing else of the company."""

import ast
import asyncio
import csv
import io
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from guanxi.engine.audit import sealing
from guanxi.engine.audit.notes import Verifier
from guanxi.engine.audit.proving import check
from guanxi.engine.audit.sealing import Sealer
from guanxi.engine.company import Company
from guanxi.engine.company.words import LANGUAGES
from tests.architecture.source import SOURCE, python_files, tree_of
from tests.databases import until_settled
from tests.fixtures.company import Cast, SignIn, make

pytestmark = pytest.mark.anyio
MANY = """INSERT INTO audit.entry (at, by_user, action, object, record_id, fields)
SELECT '2026-03-01T00:00:00Z'::timestamptz + n * interval '1 hour', $1::uuid, CASE WHEN n % 3 = 0 THEN 'reveal' ELSE
 'update' END, 'contact', $2::uuid, CASE WHEN n % 5 = 0 THEN '{mobile}'::text[] ELSE '{name,email}' END
FROM generate_series(1, $3::integer) n"""


async def seal(company: Company, folder: Path) -> int:
    await asyncio.to_thread(until_settled, str(company.pool.conninfo))
    return await asyncio.to_thread(Sealer.of(str(company.pool.conninfo), folder, None).seal)


async def write_many(company: Company, person: str, record: str, count: int) -> None:
    async with company.pool.connection() as connection:
        await connection.execute(MANY.encode(), [person, record, count])


async def pages(client: httpx.AsyncClient, **asked: Any) -> list[dict[str, Any]]:
    """All entries, page by page."""
    found: list[dict[str, Any]] = []
    cursor: str | None = ""
    while cursor is not None:
        answer = await client.get("/audit", params={"limit": 7, "cursor": cursor, **asked})
        assert answer.status_code == 200, answer.text
        found += answer.json()["entries"]
        cursor = answer.json()["next_cursor"]
    return found


@pytest.mark.parametrize(
    "path", ["", "/checkpoint", "/words", "/people", "/growth?old=1&new=2", "/export.csv", "/3/proof"]
)
async def test_only_auditors_and_administrators_read_the_log(sign_in: SignIn, path: str) -> None:
    for login in ("lina", "chenli", "viewer"):
        refused = await (await sign_in(login)).get(f"/audit{path}")
        assert (refused.status_code, refused.json()["code"]) == (403, "auditors_only")


async def test_the_auditor_sees_nothing_else(company: Company, cast: Cast, sign_in: SignIn) -> None:
    account = await make(company, cast.admin, "account", name="Heron", industry="retail")
    auditor = await sign_in("auditor")
    assert (await auditor.get("/meta")).json()["objects"] == {}
    assert (await auditor.get(f"/records/account/{account}")).status_code == 403
    assert (await auditor.get("/records/user")).status_code == 403
    assert (await auditor.get("/audit")).status_code == 200


async def test_deeds_are_told_in_the_readers_words(company: Company, cast: Cast, sign_in: SignIn) -> None:
    account = await make(company, cast.lina, "account", name="Heron", industry="retail")
    auditor = await sign_in("auditor")
    entry = (await pages(auditor, record=str(account)))[0]
    assert (entry["by"]["title"], entry["action_label"], entry["object_label"]) == ("李娜", "created", "Account")
    assert {"name": "industry", "label": "Industry"} in entry["fields"]
    auditor.headers["Accept-Language"] = "zh-CN"
    assert (await pages(auditor, record=str(account)))[0]["action_label"] == "新建"


async def test_each_filter_finds_the_same_whether_sealed_or_not(
    company: Company, sign_in: SignIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "MOST", 13)
    person, other, record = str(uuid4()), str(uuid4()), str(uuid4())
    await write_many(company, person, record, 40)
    await write_many(company, other, str(uuid4()), 20)
    auditor = await sign_in("auditor")
    asked: list[dict[str, str]] = [
        {"by": person},
        {"record": record},
        {"by": person, "action": "reveal"},
        {"by": other, "object": "contact", "field": "mobile"},
        {"action": "reveal", "record": record, "from": "2026-03-01T10:00:00Z", "to": "2026-03-02T02:00:00+00:00"},
        {"by": person, "to": "2026-03-01T05:00:00Z"},
        {"by": person, "action": "sign_in"},
    ]
    before = [await pages(auditor, **each) for each in asked]
    assert [len(found) for found in before] == [40, 40, 13, 4, 5, 4, 0]
    assert await seal(company, tmp_path) > 60
    after = [await pages(auditor, **each) for each in asked]
    assert [[entry["seq"] for entry in found] for found in after] == [
        [entry["seq"] for entry in found] for found in before
    ]
    assert all(entry["batch"] for found in after for entry in found)


async def test_pages_stay_whole_while_more_is_sealed(company: Company, sign_in: SignIn, tmp_path: Path) -> None:
    person = str(uuid4())
    auditor = await sign_in("auditor")
    await write_many(company, person, str(uuid4()), 12)
    await seal(company, tmp_path)
    await write_many(company, person, str(uuid4()), 12)
    first = (await auditor.get("/audit", params={"by": person, "limit": 5})).json()
    await seal(company, tmp_path)
    await write_many(company, person, str(uuid4()), 3)
    rest: list[dict[str, Any]] = []
    cursor = first["next_cursor"]
    while cursor is not None:
        page = (await auditor.get("/audit", params={"by": person, "limit": 5, "cursor": cursor})).json()
        rest += page["entries"]
        cursor = page["next_cursor"]
    seqs = [entry["seq"] for entry in [*first["entries"], *rest]]
    assert len(seqs) == 24
    assert seqs == sorted(set(seqs), reverse=True)


async def test_a_proof_from_the_interface_holds_for_a_stranger(
    company: Company, sign_in: SignIn, tmp_path: Path
) -> None:
    auditor = await sign_in("auditor")
    waiting = (await auditor.get("/audit", params={"limit": 1})).json()["entries"][0]["seq"]
    early = await auditor.get(f"/audit/{waiting}/proof")
    assert (early.status_code, early.json()["code"]) == (409, "not_sealed_yet")
    await seal(company, tmp_path)
    state = (await auditor.get("/audit/checkpoint")).json()
    proof = (await auditor.get(f"/audit/{waiting}/proof")).json()
    assert check(proof, Verifier.read(state["key"])).size == state["size"]
    assert proof["facts"]["seq"] == str(waiting)
    assert proof["checkpoint"] == state["checkpoint"]
    assert (await auditor.get("/audit/999999999/proof")).status_code == 404


async def test_the_log_goes_out_as_csv_and_tells_of_it(company: Company, sign_in: SignIn) -> None:
    person = str(uuid4())
    await write_many(company, person, str(uuid4()), 30)
    async with company.pool.connection() as connection:
        await connection.execute(b"UPDATE audit.entry SET note = '=1+1' WHERE by_user = $1::uuid", [person])
    auditor = await sign_in("auditor")
    answer = await auditor.get("/audit/export.csv", params={"by": person})
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert (len(rows), rows[0][0], rows[1][3]) == (31, "number", "revealed a hidden value")
    assert {row[8] for row in rows[1:]} == {"'=1+1"}
    newest = (await auditor.get("/audit", params={"action": "audit_exported"})).json()["entries"][0]
    assert newest["note"] == {"by": person}


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"by": "me"}, "by"),
        ({"record": "1"}, "record"),
        ({"from": "yesterday"}, "from"),
        ({"field": "name"}, "field"),
        ({"cursor": "1.2.3"}, "cursor"),
        ({"cursor": "1.1.-1.1"}, "cursor"),
    ],
)
async def test_what_cannot_be_looked_for_is_refused(sign_in: SignIn, asked: dict[str, str], field: str) -> None:
    refused = await (await sign_in("auditor")).get("/audit", params=asked)
    assert (refused.status_code, refused.json()["errors"][0]["field"]) == (400, field)


async def test_deeds_beside_records_are_in_the_log(company: Company, cast: Cast, sign_in: SignIn) -> None:
    account = await make(company, cast.chenli, "account", name="Heron", industry="retail")
    chenli = await sign_in("chenli")
    headers = {"X-File-Name": "a.txt"}
    kept = await chenli.post(f"/records/account/{account}/files", content=b"words", headers=headers)
    await chenli.get(f"/files/{kept.json()['id']}")
    changed = await chenli.patch(f"/records/account/{account}", json={"name": "Egret"})
    assert (await chenli.post(f"/changes/{changed.headers['x-change-set']}/undo", json={})).status_code == 200
    made = await chenli.post("/exports", json={"object": "account", "format": "csv"})
    await chenli.get(f"/exports/{made.json()['id']}/file")
    await chenli.post("/auth/logout")
    told = [entry["action"] for entry in await pages(await sign_in("auditor"), by=str(cast.chenli.user_id))]
    assert told[0] == "sign_out"
    assert {"sign_in", "file_read", "undo", "export", "export_read", "create", "update"} <= set(told)


def actions_written() -> set[str]:
    """The actions that the program names where it makes an entry."""
    calls = [node for file in python_files(SOURCE) for node in ast.walk(tree_of(file)) if isinstance(node, ast.Call)]
    made = [
        call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Entry" and len(call.args) > 1
    ]
    return {str(call.args[1].value) for call in made if isinstance(call.args[1], ast.Constant)}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_action_has_its_words(company: Company, language: str) -> None:
    written = actions_written() | {"create", "update", "delete", "restore", "purge", "sign_in", "sign_in_failed"}
    assert len(written) > 10
    known = company.words.texts[language]
    assert [action for action in sorted(written) if not known.get(f"audit.actions.{action}")] == []


async def test_nobody_known_has_failed_to_sign_in(cast: Cast, sign_in: SignIn) -> None:
    client = await sign_in("auditor")
    for login in ("lina", "nobody at all"):
        await client.post("/auth/login", json={"login": login, "password": "not this one"})
    told = (await client.get("/audit", params={"action": "sign_in_failed"})).json()["entries"]
    assert [each["by"]["title"] for each in told] == ["Nobody known", "Nobody known"]
    assert [each["record_id"] for each in told] == [None, str(cast.lina.user_id)]
    people = (await client.get("/audit/people")).json()["people"]
    assert [each["title"] for each in people[:2]] == ["The system", "Nobody known"]
    [one] = (await client.get("/audit/people", params={"id": told[0]["by"]["id"]})).json()["people"]
    assert one["title"] == "Nobody known"


async def test_the_auditor_is_told_which_role_was_made(sign_in: SignIn) -> None:
    admin, auditor = await sign_in("admin"), await sign_in("auditor")
    made = await admin.post("/records/role", json={"name": "Night watch", "code": "night_watch"})
    await admin.delete(f"/records/role/{made.json()['id']}")
    told = (await auditor.get("/audit", params={"record": made.json()["id"]})).json()["entries"]
    assert [(each["action"], each["title"]) for each in told] == [("delete", "Night watch"), ("create", "Night watch")]
